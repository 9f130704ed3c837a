package io.soundlift.converter.ffmpeg;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.support.DaemonThreads;

/**
 * Opens sessions with the ffmpeg that was found.
 */
public final class FfmpegSessions implements AutoCloseable {

	private final Path executable;

	private final WorkDirectory workDirectory;

	private final Duration timeLimit;

	private final Sandbox sandbox;

	private final int maxStreams;

	private final ProbeBudget probeBudget;

	private final ScheduledExecutorService watchdog = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("ffmpeg-watchdog"));

	FfmpegSessions(Path executable, WorkDirectory workDirectory, Duration timeLimit, Sandbox sandbox, int maxStreams,
			ProbeBudget probeBudget) {
		this.executable = executable;
		this.workDirectory = workDirectory;
		this.timeLimit = timeLimit;
		this.sandbox = sandbox;
		this.maxStreams = maxStreams;
		this.probeBudget = probeBudget;
	}

	/**
	 * Opens a session with an empty folder of its own.
	 * @return the session, which has to be closed
	 */
	public FfmpegSession open() {
		return new FfmpegSession(this.executable, this.workDirectory.newJob(), this.timeLimit, this.watchdog,
				this.sandbox, this.maxStreams, this.probeBudget);
	}

	/**
	 * Returns the free space on the disk of the sessions.
	 * @return number of bytes that can be written
	 * @throws UncheckedIOException if that is not known
	 */
	public long usableBytes() {
		return this.workDirectory.usableBytes();
	}

	@Override
	public void close() {
		this.watchdog.shutdownNow();
	}

}
