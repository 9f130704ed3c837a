package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

import io.soundlift.support.DaemonThreads;

/**
 * A transfer of one chunk that runs while its stream's thread does other work. There is
 * at most one for each open stream.
 *
 * @param <T> type of the result
 */
final class BackgroundTask<T> {

	private static final Executor THREADS = Executors.newCachedThreadPool(new DaemonThreads("chunk-transfer"));

	private final FutureTask<T> work;

	private final CountDownLatch ended = new CountDownLatch(1);

	private BackgroundTask(Callable<T> work) {
		this.work = new FutureTask<>(work);
	}

	static <T> BackgroundTask<T> start(Callable<T> work) {
		BackgroundTask<T> task = new BackgroundTask<>(work);
		THREADS.execute(() -> {
			try {
				task.work.run();
			}
			finally {
				task.ended.countDown();
			}
		});
		return task;
	}

	/**
	 * Returns whether the result is there.
	 */
	boolean isDone() {
		return this.work.isDone();
	}

	/**
	 * Waits for the result.
	 * @return the result of the work
	 * @throws IOException if the work has thrown it, or this thread is interrupted; the
	 * work has then been interrupted as well
	 */
	T await() throws IOException {
		try {
			if (Thread.interrupted()) {
				// otherwise an interrupted thread would continue as long as the work is
				// faster
				throw new InterruptedException();
			}
			return this.work.get();
		}
		catch (InterruptedException ex) {
			this.work.cancel(true);
			end();
			Thread.currentThread().interrupt();
			InterruptedIOException interrupted = new InterruptedIOException("Interrupted while a chunk is transferred");
			interrupted.initCause(ex);
			throw interrupted;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException cause) {
				throw cause;
			}
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * Waits until the work has ended in any way. An interrupt of this thread interrupts
	 * the work.
	 */
	void end() {
		boolean interrupted = false;
		while (this.ended.getCount() > 0) {
			try {
				this.ended.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
				this.work.cancel(true);
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Signals that the result is not needed. Work without an effect may continue.
	 */
	void forget() {
		this.work.cancel(false);
	}

}
