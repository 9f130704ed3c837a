package io.soundlift.converter.ffmpeg;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a video whose end is missing from one whose sound just ends before its picture.
 * <p>
 * ffmpeg converts what is there of a truncated file and calls that a success; telling it
 * to fail on every error would refuse files with a scratch that nobody hears. So a file
 * is refused when its sound is shorter than it says and either ffmpeg has met its end
 * unexpectedly, or no other track gets as far as the file says either, for which it is
 * read to its end once more without decoding.
 */
public final class CompletenessCheck {

	private static final Logger logger = LoggerFactory.getLogger(CompletenessCheck.class);

	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	/**
	 * Does nothing if the video is complete, as far as one can tell.
	 * @param session the session
	 * @param video what was found in the video
	 * @param sound length of the sound that was decoded
	 * @param output what ffmpeg said meanwhile
	 * @throws UnusableVideoException if the end of the video is missing
	 */
	public void check(FfmpegSession session, ProbedVideo video, Duration sound, FfmpegOutput output) {
		Duration declared = video.declaredLength();
		if (declared != null && reaches(sound, declared)) {
			return;
		}
		if (output.says("File ended prematurely", "partial file")
				|| (declared != null && output.says("Packet corrupt"))) {
			throw new UnusableVideoException(Defect.DAMAGED, "ffmpeg says that the end is missing");
		}
		if (declared == null) {
			return;
		}
		Optional<Duration> end = end(session);
		if (end.isPresent() && !reaches(end.get(), declared)) {
			throw new UnusableVideoException(Defect.DAMAGED, "Ends at " + end + " and should at " + declared);
		}
		logger.info("The sound of {} is shorter than the video of {}, and that is taken for intended", sound, declared);
	}

	private static boolean reaches(Duration end, Duration declared) {
		return end.plus(TOLERANCE).compareTo(declared) >= 0;
	}

	private static Optional<Duration> end(FfmpegSession session) {
		try (FfmpegRun run = session.start(new FfmpegCommand(List.of("-i", session.video().toString(), "-map", "0",
				"-ignore_unknown", "-c", "copy", "-f", "null", "-")))) {
			boolean succeeded = run.await();
			ExceededLimit.check(run);
			if (run.wasKilled()) {
				throw new FfmpegFailedException("ffmpeg was killed while it read the video", null);
			}
			if (!succeeded) {
				// some tracks can't be copied without decoding a picture first
				logger.info("ffmpeg can't read the video to its end: {}", run.messages().tail());
				return Optional.empty();
			}
			return Optional.of(Duration.ofMillis(Math.round(run.messages().reachedSeconds() * 1000)));
		}
	}

}
