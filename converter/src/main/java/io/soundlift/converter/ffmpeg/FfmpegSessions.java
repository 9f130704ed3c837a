package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Opens sessions with the ffmpeg that was found.
 */
public final class FfmpegSessions implements AutoCloseable {

	private final Path executable;

	private final WorkDirectory workDirectory;

	private final Duration timeLimit;

	private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "ffmpeg-watchdog");
		thread.setDaemon(true);
		return thread;
	});

	FfmpegSessions(Path executable, WorkDirectory workDirectory, Duration timeLimit) {
		this.executable = executable;
		this.workDirectory = workDirectory;
		this.timeLimit = timeLimit;
	}

	/**
	 * Opens a session with an empty folder of its own.
	 * @return the session, which has to be closed
	 */
	public FfmpegSession open() {
		return new FfmpegSession(this.executable, this.workDirectory.newJob(), this.timeLimit, this.watchdog);
	}

	@Override
	public void close() {
		this.watchdog.shutdownNow();
	}

}
