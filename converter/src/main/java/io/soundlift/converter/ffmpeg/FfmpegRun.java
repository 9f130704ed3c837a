package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * A running ffmpeg process. Its messages are read in the background, so that it never
 * blocks on them.
 */
public final class FfmpegRun implements AutoCloseable {

	/** Much longer than it takes to read the content of a pipe. */
	private static final Duration OUTPUT_TIMEOUT = Duration.ofSeconds(5);

	/** Exit codes after SIGILL, SIGABRT, SIGFPE and SIGSEGV. */
	private static final Set<Integer> CRASHES = Set.of(128 + 4, 128 + 6, 128 + 8, 128 + 11);

	private final ContainedProcess process;

	private final FfmpegSession session;

	private final CompletableFuture<Void> listening = new CompletableFuture<>();

	private @Nullable Future<?> limit;

	private volatile boolean timeIsUp;

	FfmpegRun(ContainedProcess process, FfmpegSession session) {
		this.process = process;
		this.session = session;
		new DaemonThreads("ffmpeg-messages").newThread(this::listen).start();
	}

	private void listen() {
		try {
			this.process.output().readAll();
			this.listening.complete(null);
		}
		catch (IOException ex) {
			// the process was ended, and its exit code shows how
			this.listening.complete(null);
		}
	}

	/**
	 * Returns the pipe that ffmpeg writes to.
	 * @return its standard output; empty if that is a file
	 */
	public InputStream output() {
		return this.process.getInputStream();
	}

	/**
	 * Returns the pipe that ffmpeg reads from.
	 * @return its standard input; discards everything if ffmpeg has none
	 */
	public OutputStream input() {
		return this.process.getOutputStream();
	}

	/**
	 * Waits for ffmpeg to end. Its output has to be read before.
	 * @return whether it has succeeded
	 * @throws StoppedException if the session was stopped
	 * @throws UnusableVideoException if ffmpeg has reached a limit
	 */
	public boolean await() {
		int exitCode = this.process.getProcessExitCode();
		// a process that outlives ffmpeg may keep its streams open
		this.listening.completeOnTimeout(null, OUTPUT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		this.session.checkNotStopped();
		if (this.timeIsUp) {
			throw new UnusableVideoException(Defect.HEADER_TOO_LARGE, "ffmpeg took longer than this run may");
		}
		ExceededLimit.check(this.process);
		return exitCode == 0;
	}

	/**
	 * Returns the messages of ffmpeg so far, for decisions and the log.
	 * @return its messages
	 */
	public FfmpegOutput messages() {
		return this.process.output();
	}

	/**
	 * Returns whether ffmpeg was ended by a signal, from any sender.
	 * @return whether it did not exit by itself
	 */
	public boolean wasKilled() {
		return this.process.wasKilled();
	}

	/**
	 * Whether ffmpeg has ended, by itself or not.
	 * @return whether nothing of it runs any more
	 */
	public boolean hasEnded() {
		return this.process.hasEnded();
	}

	/**
	 * Whether ffmpeg has crashed, which will happen again with the same file.
	 * @return whether it was ended by a signal that the system sends for an illegal
	 * operation
	 */
	boolean hasCrashed() {
		return CRASHES.contains(this.process.getProcessExitCode());
	}

	/**
	 * Sets the timeout of this run, besides that of the session.
	 * @param alarm calls {@link #endTime()}, unless the run is closed first
	 */
	void endsBy(Future<?> alarm) {
		this.limit = alarm;
	}

	void endTime() {
		this.timeIsUp = true;
		this.process.kill();
	}

	/**
	 * Kills ffmpeg if it still runs.
	 */
	@Override
	public void close() {
		if (this.limit != null) {
			this.limit.cancel(false);
		}
		this.process.kill();
	}

}
