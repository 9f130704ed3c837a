package io.soundlift.converter.job;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Time for which a conversion has waited for work of others, as far as it has passed.
 */
final class WaitTime {

	private static final long NOT_WAITING = Long.MIN_VALUE;

	private long ended;

	private long begin = NOT_WAITING;

	/**
	 * Measures a wait.
	 * @param wait the wait
	 * @return what it returns
	 */
	<T> T during(Supplier<T> wait) {
		begin();
		try {
			return wait.get();
		}
		finally {
			end();
		}
	}

	private synchronized void begin() {
		this.begin = System.nanoTime();
	}

	private synchronized void end() {
		this.ended += System.nanoTime() - this.begin;
		this.begin = NOT_WAITING;
	}

	/**
	 * Returns the total time of all waits, with that of a running one.
	 */
	synchronized Duration total() {
		long running = (this.begin != NOT_WAITING) ? System.nanoTime() - this.begin : 0;
		return Duration.ofNanos(this.ended + running);
	}

}
