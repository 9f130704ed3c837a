package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import ws.schild.jave.process.ProcessLocator;

/**
 * The runs of ffmpeg for one conversion: they share a folder, a time limit, and the order
 * to stop, which kills what runs and lets nothing else start.
 */
public final class FfmpegSession implements ProcessLocator, AutoCloseable {

	private final Path executable;

	private final JobDirectory directory;

	private final Duration timeLimit;

	private final ScheduledExecutorService watchdog;

	private @Nullable Future<?> limit;

	private @Nullable StopReason stopReason;

	private @Nullable Process running;

	private boolean timeIsUp;

	FfmpegSession(Path executable, JobDirectory directory, Duration timeLimit, ScheduledExecutorService watchdog) {
		this.executable = executable;
		this.directory = directory;
		this.timeLimit = timeLimit;
		this.watchdog = watchdog;
	}

	/**
	 * Returns where the video belongs.
	 * @return a file in the session's folder, absent at first
	 */
	public Path video() {
		// without an extension, by which ffmpeg would guess
		return this.directory.path().resolve("video");
	}

	/**
	 * Returns where the MP3 belongs.
	 * @return a file in the session's folder, absent at first
	 */
	public Path mp3() {
		return this.directory.path().resolve("audio.mp3");
	}

	Path directory() {
		return this.directory.path();
	}

	/**
	 * Ends the work on the conversion. The first reason counts.
	 * @param reason why
	 */
	public synchronized void stop(StopReason reason) {
		if (this.stopReason == null) {
			this.stopReason = reason;
		}
		if (this.running != null) {
			ProcessTree.kill(this.running.toHandle());
		}
	}

	/**
	 * Does nothing unless the work has to end.
	 * @throws StoppedException if it has
	 */
	public synchronized void checkNotStopped() {
		if (this.stopReason != null) {
			throw new StoppedException(this.stopReason);
		}
	}

	@Override
	public String getExecutablePath() {
		return this.executable.toString();
	}

	@Override
	public ContainedProcess createExecutor() {
		return new ContainedProcess(getExecutablePath(), this.directory.path(), this);
	}

	synchronized void started(Process process) {
		this.running = process;
		if (this.stopReason != null || this.timeIsUp) {
			stop(StopReason.TIME_LIMIT);
		}
		else if (this.limit == null) {
			this.limit = this.watchdog.schedule(this::endTime, this.timeLimit.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private synchronized void endTime() {
		this.timeIsUp = true;
		// what remains once ffmpeg has ended is not its time
		if (this.running != null) {
			stop(StopReason.TIME_LIMIT);
		}
	}

	synchronized void ended(Process process) {
		if (process.equals(this.running)) {
			this.running = null;
		}
	}

	/**
	 * Kills what still runs and deletes the folder.
	 */
	@Override
	public void close() {
		synchronized (this) {
			if (this.limit != null) {
				this.limit.cancel(false);
			}
			if (this.running != null) {
				ProcessTree.kill(this.running.toHandle());
			}
		}
		this.directory.close();
	}

}
