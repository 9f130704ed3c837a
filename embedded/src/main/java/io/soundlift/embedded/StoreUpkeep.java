package io.soundlift.embedded;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replacement for the store's background thread, which runs only with automatic commits:
 * forces the file to the disk every second and reuses the space of deleted data.
 */
final class StoreUpkeep implements AutoCloseable {

	/** How long the space of a superseded version is kept. Longer than one sync. */
	static final Duration RETENTION = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(StoreUpkeep.class);

	/** Share of live data below which the fragmented parts are rewritten. */
	private static final int FILL_RATE_PERCENT = 60;

	/** Bytes that are rewritten at once, during which writers wait. */
	private static final int REWRITE_BYTES = 4 * 1024 * 1024;

	private final DurableBackend backend;

	private final MVStore store;

	private final ScheduledExecutorService executor;

	private long syncedVersion;

	StoreUpkeep(DurableBackend backend) {
		this.backend = backend;
		this.store = backend.getMvStore();
		this.executor = Executors
			.newSingleThreadScheduledExecutor(new DefaultThreadFactory("embedded-mongo-upkeep", true));
		this.executor.scheduleWithFixedDelay(this::run, 1, 1, TimeUnit.SECONDS);
	}

	private void run() {
		try {
			if (this.store.hasUnsavedChanges() || this.store.getCurrentVersion() != this.syncedVersion) {
				this.backend.betweenWrites(() -> this.store.compact(FILL_RATE_PERCENT, REWRITE_BYTES));
				this.syncedVersion = this.store.getCurrentVersion();
				this.store.sync();
			}
		}
		catch (MVStoreException ex) {
			logger.warn("Unable to tidy up the embedded MongoDB's file; trying again in a second", ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(10, TimeUnit.SECONDS)) {
				logger.warn("The embedded MongoDB's file is still being tidied up while it closes");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
