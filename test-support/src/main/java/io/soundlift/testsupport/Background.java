package io.soundlift.testsupport;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Work beside a test, each in a thread of its own. Such work often waits for something;
 * in the common pool it would keep others from running, among them the completion of
 * {@link Process#onExit()}.
 */
public final class Background {

	private Background() {
	}

	/**
	 * Begins work.
	 * @param work the work
	 * @return its end, exceptional if it throws something
	 */
	public static CompletableFuture<Void> run(Runnable work) {
		return CompletableFuture.runAsync(work, Background::inOwnThread);
	}

	/**
	 * Begins work that has a result.
	 * @param <T> type of the result
	 * @param work the work
	 * @return its result, or what it throws
	 */
	public static <T> CompletableFuture<T> call(Supplier<T> work) {
		return CompletableFuture.supplyAsync(work, Background::inOwnThread);
	}

	private static void inOwnThread(Runnable work) {
		Thread thread = new Thread(work, "background");
		thread.setDaemon(true);
		thread.start();
	}

}
