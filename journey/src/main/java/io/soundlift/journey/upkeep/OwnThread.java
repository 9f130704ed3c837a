package io.soundlift.journey.upkeep;

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may take long, and so is done on a thread of its own. It is not begun again
 * while it is under way.
 */
final class OwnThread {

	private static final Logger logger = LoggerFactory.getLogger(OwnThread.class);

	private final AtomicBoolean running = new AtomicBoolean();

	private final String name;

	private final Runnable work;

	OwnThread(String name, Runnable work) {
		this.name = name;
		this.work = work;
	}

	void begin() {
		if (this.running.compareAndSet(false, true)) {
			Thread thread = new Thread(this::run, this.name);
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void run() {
		try {
			this.work.run();
		}
		catch (RuntimeException ex) {
			logger.error("The {} has stopped half-way; the next one goes on", this.name, ex);
		}
		finally {
			this.running.set(false);
		}
	}

}
