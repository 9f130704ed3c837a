package io.soundlift.journey.upkeep;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Duty cycle of work that is not urgent: its thread works for a share of the time and
 * rests for the remainder.
 */
final class DutyCycle {

	/** Work between two rests, in nanoseconds; shorter sleeps are not precise. */
	private static final long SPELL = TimeUnit.MILLISECONDS.toNanos(50);

	private final int percent;

	private final LongSupplier clock;

	private final Rest rest;

	private long begin;

	/**
	 * Creates a duty cycle.
	 * @param percent share of the time in which the thread works, from 1 to 100
	 * @param clock clock in nanoseconds
	 * @param rest pause of the thread
	 */
	DutyCycle(int percent, LongSupplier clock, Rest rest) {
		this.percent = percent;
		this.clock = clock;
		this.rest = rest;
	}

	/**
	 * Creates a duty cycle with the system clock.
	 * @param percent share of the time in which the thread works, from 1 to 100
	 */
	static DutyCycle ofPercent(int percent) {
		return new DutyCycle(percent, System::nanoTime, (time) -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
	}

	/**
	 * Starts to measure the working time.
	 */
	void begin() {
		this.begin = this.clock.getAsLong();
	}

	/**
	 * Rests if the thread has worked for a while. To be called after each small part of
	 * the work.
	 * @throws CancellationException if the thread is interrupted
	 */
	void rest() {
		long worked = this.clock.getAsLong() - this.begin;
		if (worked < SPELL) {
			return;
		}
		try {
			this.rest.take(Duration.ofNanos(worked * (100 - this.percent) / this.percent));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while resting");
		}
		begin();
	}

	/**
	 * Wait for a duration.
	 */
	@FunctionalInterface
	interface Rest {

		/**
		 * Returns after a time.
		 * @param time how long
		 * @throws InterruptedException if the thread is interrupted
		 */
		void take(Duration time) throws InterruptedException;

	}

}
