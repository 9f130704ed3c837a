package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does the same many times at once.
 */
public final class Concurrently {

	private Concurrently() {
	}

	/**
	 * Run a task in as many threads as there are runs, all starting together.
	 * @param <T> type of the result
	 * @param runs how many
	 * @param task the task
	 * @return the results
	 */
	public static <T> List<T> run(int runs, Callable<T> task) {
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService executor = Executors.newFixedThreadPool(runs);
		try {
			List<Future<T>> futures = new ArrayList<>();
			for (int i = 0; i < runs; i++) {
				futures.add(executor.submit(() -> {
					start.await();
					return task.call();
				}));
			}
			start.countDown();
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get());
			}
			return results;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

}
