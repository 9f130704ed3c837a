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
 * A run of ffmpeg that goes on. What it has to say is read meanwhile, so that it never
 * waits for a reader.
 */
public final class FfmpegRun implements AutoCloseable {

	/** Much longer than it takes to read what a pipe holds. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(5);

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
			// the process was ended, and its exit code tells how
			this.listening.complete(null);
		}
	}

	/**
	 * Returns what ffmpeg writes to a pipe.
	 * @return its standard output; empty if that is a file
	 */
	public InputStream output() {
		return this.process.getInputStream();
	}

	/**
	 * Returns what ffmpeg reads from a pipe.
	 * @return its standard input; takes everything and forgets it if ffmpeg has none
	 */
	public OutputStream input() {
		return this.process.getOutputStream();
	}

	/**
	 * Waits for ffmpeg to end. Its output has to be read before.
	 * @return whether it has succeeded
	 * @throws StoppedException if the session was stopped
	 * @throws UnusableVideoException if ffmpeg has come to a limit
	 */
	public boolean await() {
		int exitCode = this.process.getProcessExitCode();
		// whatever outlives ffmpeg may hold its streams open
		this.listening.completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).join();
		this.session.checkNotStopped();
		if (this.timeIsUp) {
			throw new UnusableVideoException(Defect.HEADER_TOO_LARGE, "ffmpeg took longer than this run may");
		}
		ExceededLimit.check(this.process);
		return exitCode == 0;
	}

	/**
	 * Returns what ffmpeg has said so far, for decisions and the log.
	 * @return its messages
	 */
	public FfmpegOutput messages() {
		return this.process.output();
	}

	/**
	 * Returns whether ffmpeg was ended by a signal, whoever sent it.
	 * @return whether it has not ended by itself
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
	 * Whether ffmpeg has ended by a fault of its own, which the same file brings about
	 * again.
	 * @return whether it was ended by a signal that the system sends to a process that
	 * does what it must not
	 */
	boolean hasCrashed() {
		return CRASHES.contains(this.process.getProcessExitCode());
	}

	/**
	 * Sets what ends this run in time, other than the session.
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
