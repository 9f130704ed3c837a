package io.soundlift.converter.ffmpeg;

import java.time.Duration;
import java.util.Optional;

import io.soundlift.converter.container.DeclaredLength;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a video whose end is missing, but not one whose audio just ends before its
 * picture, or begins after it.
 * <p>
 * ffmpeg converts what is left of a truncated file and exits successfully; an option to
 * fail on every error would refuse files with inaudible damage. So a file is refused when
 * it is smaller than it states, or when its audio is shorter than it states and either
 * ffmpeg met an unexpected end of file, or no track reaches the stated length, for which
 * the file is read once more without decoding. A file that has the size that it states is
 * complete, even if the length that it states is wrong.
 */
public final class CompletenessCheck {

	private static final Logger logger = LoggerFactory.getLogger(CompletenessCheck.class);

	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	/**
	 * Does nothing if the video is complete, as far as one can tell.
	 * @param session the session
	 * @param video what was found in the video
	 * @param audio length of the audio that was decoded
	 * @param output messages of ffmpeg while it decoded
	 * @throws UnusableVideoException if the end of the video is missing
	 */
	public void check(FfmpegSession session, ProbedVideo video, Duration audio, FfmpegOutput output) {
		DeclaredLength length = video.declaredLength();
		Duration declared = length.end();
		Duration least = (declared != null) ? declared.minus(TOLERANCE) : null;
		if (least != null && audio.compareTo(least) >= 0) {
			return;
		}
		if (length.missing().compareTo(TOLERANCE) > 0) {
			throw new UnusableVideoException(Defect.DAMAGED, "Lacks " + length.missing() + " at its end");
		}
		if (output.contain("File ended prematurely", "partial file")
				|| (declared != null && output.contain("Packet corrupt"))) {
			throw new UnusableVideoException(Defect.DAMAGED, "ffmpeg says that the end is missing");
		}
		if (least == null || length.complete()) {
			return;
		}
		Optional<PacketTimes> packets = PacketTimes.ofVideo(session);
		if (packets.isPresent() && !packets.get().reach(least)) {
			throw new UnusableVideoException(Defect.DAMAGED, "Has " + packets.get() + " and should reach " + declared);
		}
		logger.info("The audio of {} is shorter than the video of {}, and that is taken for intended", audio, declared);
	}

}
