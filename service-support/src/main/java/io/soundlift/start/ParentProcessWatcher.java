package io.soundlift.start;

import java.util.concurrent.CompletableFuture;

import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watcher that ends this process when another one ends, so that a killed launcher leaves
 * no service behind.
 */
final class ParentProcessWatcher {

	private static final Logger logger = LoggerFactory.getLogger(ParentProcessWatcher.class);

	private final Runnable exit;

	ParentProcessWatcher(Runnable exit) {
		this.exit = exit;
	}

	/**
	 * Watches a process without blocking.
	 * @param pid id of the process; one that does not exist counts as ended
	 */
	void watch(long pid) {
		CompletableFuture<?> end = ProcessHandle.of(pid)
			.<CompletableFuture<?>>map(ProcessHandle::onExit)
			.orElseGet(() -> CompletableFuture.completedFuture(null));
		new DaemonThreads("parent-process-watcher").newThread(() -> {
			end.join();
			logger.warn("Process {}, which this service belongs to, has ended: ending too", pid);
			this.exit.run();
		}).start();
	}

}
