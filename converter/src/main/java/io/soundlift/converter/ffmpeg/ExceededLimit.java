package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * Detection of a failure of ffmpeg at a limit, which another attempt would reach as well.
 */
final class ExceededLimit {

	/** Exit codes of processes that were ended by a signal of Linux. */
	private static final int CPU_TIME = 128 + 24;

	private static final int FILE_SIZE = 128 + 25;

	private ExceededLimit() {
	}

	/**
	 * Does nothing unless ffmpeg has failed at a limit.
	 * @param run a run that has ended, whose messages were read
	 * @throws UnusableVideoException if it has
	 */
	static void check(ContainedProcess run) {
		Defect defect = of(run.getProcessExitCode(), run.output());
		if (defect != null) {
			throw new UnusableVideoException(defect, "ffmpeg came to a limit: " + run.output().tail());
		}
	}

	static @Nullable Defect of(int exitCode, FfmpegOutput messages) {
		if (exitCode == 0) {
			return null;
		}
		// ffmpeg answers the first of these signals with a regular end (SIGXCPU is 24)
		if (exitCode == CPU_TIME || messages.contain("received signal 24", "Received > 3 system signals")) {
			return Defect.CPU_TIME;
		}
		if (exitCode == FILE_SIZE || messages.contain("File too large")) {
			return Defect.MP3_TOO_LARGE;
		}
		if (messages.contain("exceeds max_streams")) {
			return Defect.TOO_MANY_STREAMS;
		}
		return messages.contain("Cannot allocate memory") ? Defect.MEMORY : null;
	}

}
