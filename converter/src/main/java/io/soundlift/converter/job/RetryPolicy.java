package io.soundlift.converter.job;

import java.time.Duration;

/**
 * How often a conversion is tried, and how long each further attempt waits: twice as long
 * as the one before.
 *
 * @param maxAttempts the number of attempts
 * @param firstDelay the wait after the first attempt
 * @param maxDelay the greatest wait
 */
record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {

	/**
	 * Returns whether an attempt is one too many, which happens when the last allowed one
	 * has killed its worker.
	 * @param attempt the attempt that begins, from 1
	 * @return whether it must not be made
	 */
	boolean isExceededBy(int attempt) {
		return attempt > this.maxAttempts;
	}

	boolean allowsAfter(int attempt) {
		return attempt < this.maxAttempts;
	}

	/**
	 * Returns the wait after an attempt.
	 * @param attempt the attempt that has just failed, from 1
	 * @return the wait
	 */
	Duration delayAfter(int attempt) {
		Duration delay = this.firstDelay;
		for (int i = 1; i < attempt && delay.compareTo(this.maxDelay) < 0; i++) {
			delay = delay.multipliedBy(2);
		}
		return (delay.compareTo(this.maxDelay) < 0) ? delay : this.maxDelay;
	}

}
