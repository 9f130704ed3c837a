package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a video whose end is missing from one whose sound just ends before its picture.
 * <p>
 * ffmpeg converts what is there of a truncated file and calls that a success; telling it
 * to fail on every error would refuse files with a scratch that nobody hears. So only
 * when the sound is shorter than the file says is the file read to its end once more,
 * without decoding: if another track gets as far as the file says, nothing is missing.
 */
final class CompletenessCheck {

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
	void check(FfmpegSession session, ProbedVideo video, Duration sound, FfmpegOutput output) {
		Duration declared = video.declaredLength();
		if (declared == null) {
			if (output.says("File ended prematurely", "partial file")) {
				throw new UnusableVideoException(Defect.DAMAGED, "ffmpeg says that the end is missing");
			}
			return;
		}
		if (reaches(sound, declared)) {
			return;
		}
		Duration end = end(session);
		if (!reaches(end, declared)) {
			throw new UnusableVideoException(Defect.DAMAGED, "Ends at " + end + " and should at " + declared);
		}
		logger.debug("The sound of {} is shorter than the video of {}", sound, declared);
	}

	private static boolean reaches(Duration end, Duration declared) {
		return end.plus(TOLERANCE).compareTo(declared) >= 0;
	}

	private static Duration end(FfmpegSession session) {
		try (ContainedProcess process = session.createExecutor()) {
			for (String argument : new String[] { "-i", session.video().toString(), "-map", "0", "-ignore_unknown",
					"-c", "copy", "-f", "null", "-" }) {
				process.addArgument(argument);
			}
			process.execute();
			process.getErrorStream().transferTo(OutputStream.nullOutputStream());
			int exitCode = process.getProcessExitCode();
			session.checkNotStopped();
			if (process.wasKilled()) {
				throw new FfmpegFailedException("ffmpeg was killed while it read the video", null);
			}
			logger.debug("ffmpeg has read the video to its end with exit code {}", exitCode);
			return Duration.ofMillis(Math.round(process.output().reachedSeconds() * 1000));
		}
		catch (IOException ex) {
			session.checkNotStopped();
			throw new FfmpegFailedException("ffmpeg could not be run", ex);
		}
	}

}
