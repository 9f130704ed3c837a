package io.soundlift.cli.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A server that the services of a local system use, started in a thread of its own.
 *
 * @param <A> type of its address
 */
final class Backend<A> implements AutoCloseable {

	private static final Executor THREADS = new ThreadPerTaskExecutor(new DefaultThreadFactory("backend", true));

	private final CompletableFuture<Server<A>> server;

	private Backend(CompletableFuture<Server<A>> server) {
		this.server = server;
	}

	/**
	 * Starts a server in the background.
	 * @param start starts the server
	 * @param <A> type of its address
	 * @return the server, which has to be closed
	 */
	static <A> Backend<A> start(Supplier<Server<A>> start) {
		return new Backend<>(CompletableFuture.supplyAsync(start, THREADS));
	}

	/**
	 * Creates a backend for an external server.
	 * @param address address of the server
	 * @param <A> type of the address
	 * @return the backend
	 */
	static <A> Backend<A> elsewhere(A address) {
		return new Backend<>(CompletableFuture.completedFuture(new Server<>(address, () -> {
		})));
	}

	/**
	 * Returns the address, once the server has started.
	 * @throws RuntimeException if it could not be started
	 */
	A address() {
		try {
			return this.server.join().address();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			if (ex.getCause() instanceof Error cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Whether the server has started.
	 */
	boolean isStarted() {
		return this.server.isDone() && !this.server.isCompletedExceptionally();
	}

	/**
	 * Stops the server, after its start.
	 */
	@Override
	public void close() {
		Server<A> started = this.server.exceptionally(Backend::none).join();
		if (started != null) {
			started.closer().run();
		}
	}

	private static <A> @Nullable Server<A> none(Throwable failure) {
		return null;
	}

	/**
	 * A server that has started.
	 *
	 * @param address address of the server
	 * @param closer stops it
	 * @param <A> type of its address
	 */
	record Server<A>(A address, Runnable closer) {

	}

}
