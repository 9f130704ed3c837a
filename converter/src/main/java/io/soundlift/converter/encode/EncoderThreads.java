package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Threads in which the chunks of one audio are encoded. The first failure ends the
 * encoding: it is thrown, and all running and waiting tasks are cancelled.
 */
final class EncoderThreads implements AutoCloseable {

	private final FfmpegSession session;

	private final ExecutorService executor;

	private final Runnable cutOff;

	private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	/**
	 * Creates threads, which are cancelled when the session is stopped.
	 * @param session the session
	 * @param count how many
	 * @param cutOff ends what tasks wait for, when they are cancelled
	 */
	EncoderThreads(FfmpegSession session, int count, Runnable cutOff) {
		this.session = session;
		this.executor = Executors.newFixedThreadPool(count, new DaemonThreads("encoder"));
		this.cutOff = cutOff;
		session.onStop(this::cancel);
	}

	/**
	 * Runs work in this thread, and then waits for all tasks that it has started.
	 * @param work the work
	 * @throws StoppedException if the session was stopped
	 * @throws UncheckedIOException if the first failure was an {@link IOException}
	 * @throws CancellationException if this thread was interrupted
	 * @throws RuntimeException if that was the first failure
	 */
	void run(Task work) {
		try {
			work.run();
			this.executor.shutdown();
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			fail(ex);
		}
		await();
		rethrowFailure();
	}

	/**
	 * Starts a task.
	 * @param task the task
	 */
	void start(Task task) {
		this.executor.execute(() -> {
			if (this.logContext != null) {
				MDC.setContextMap(this.logContext);
			}
			try {
				task.run();
			}
			catch (Exception | Error ex) {
				fail(ex);
			}
		});
	}

	private void fail(Throwable ex) {
		this.failure.compareAndSet(null, ex);
		cancel();
	}

	private void cancel() {
		this.executor.shutdownNow();
		this.cutOff.run();
	}

	/**
	 * Waits for the tasks, which end immediately when they are cancelled.
	 */
	private void await() {
		boolean interrupted = false;
		boolean terminated = false;
		while (!terminated) {
			try {
				terminated = this.executor.awaitTermination(1, TimeUnit.DAYS);
			}
			catch (InterruptedException ex) {
				interrupted = true;
				fail(ex);
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void rethrowFailure() {
		// a cancelled task fails with various kinds of exceptions
		this.session.checkNotStopped();
		Throwable found = this.failure.get();
		if (found instanceof Error error) {
			throw error;
		}
		if (found instanceof RuntimeException exception) {
			throw exception;
		}
		if (found instanceof IOException exception) {
			throw new UncheckedIOException(exception);
		}
		if (found instanceof InterruptedException) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while encoding");
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * Part of the encoding.
	 */
	@FunctionalInterface
	interface Task {

		void run() throws IOException, InterruptedException;

	}

}
