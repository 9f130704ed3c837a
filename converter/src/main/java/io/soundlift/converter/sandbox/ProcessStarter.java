package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.soundlift.support.DaemonThreads;

/**
 * Starts processes from a thread that lives as long as the JVM.
 * <p>
 * A process that is set to end with its parent ends with the thread that started it
 * (prctl(2), PR_SET_PDEATHSIG), so that thread must not end earlier, as one of a pool
 * may.
 */
final class ProcessStarter {

	private static final ExecutorService THREAD = Executors
		.newSingleThreadExecutor(new DaemonThreads("process-starter"));

	private ProcessStarter() {
	}

	/**
	 * Starts a process.
	 * @param builder the process
	 * @return the process, whether or not the calling thread was interrupted meanwhile
	 * @throws IOException if it can't be started
	 */
	static Process start(ProcessBuilder builder) throws IOException {
		try {
			return CompletableFuture.supplyAsync(() -> {
				try {
					return builder.start();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, THREAD).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof UncheckedIOException failure) {
				// the useful stack trace is that of the caller
				throw new IOException(failure.getMessage(), failure);
			}
			throw ex;
		}
	}

}
