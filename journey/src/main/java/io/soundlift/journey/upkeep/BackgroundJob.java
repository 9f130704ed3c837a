package io.soundlift.journey.upkeep;

import java.time.Duration;

import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may take long, and so has a thread of its own. It is not started again while
 * it runs.
 */
public final class BackgroundJob implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundJob.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final String name;

	private final Runnable work;

	private @Nullable Thread running;

	private boolean closed;

	/**
	 * Creates a job that has not started.
	 * @param name name of the thread and of the work
	 * @param work what to do
	 */
	public BackgroundJob(String name, Runnable work) {
		this.name = name;
		this.work = work;
	}

	/**
	 * Starts the work, unless it is running.
	 */
	public synchronized void begin() {
		if (this.running == null && !this.closed) {
			this.running = new DaemonThreads(this.name).newThread(this::run);
			this.running.start();
		}
	}

	private void run() {
		try {
			this.work.run();
		}
		catch (RuntimeException ex) {
			if (isClosed()) {
				logger.debug("The {} is broken off", this.name, ex);
			}
			else {
				logger.error("The {} has stopped half-way; the next one goes on", this.name, ex);
			}
		}
		finally {
			end();
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	private synchronized void end() {
		this.running = null;
	}

	/**
	 * Interrupts the work, which may stop at any point, and waits a moment for its end.
	 */
	@Override
	public void close() {
		Thread last = stop();
		if (last != null) {
			try {
				last.join(CLOSE_TIMEOUT.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private synchronized @Nullable Thread stop() {
		this.closed = true;
		if (this.running != null) {
			this.running.interrupt();
		}
		return this.running;
	}

}
