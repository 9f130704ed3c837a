package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.support.Backoff;

/**
 * Number of attempts at a conversion, and delay before each retry.
 *
 * @param maxAttempts the number of attempts
 * @param backoff the wait after each attempt
 */
record RetryPolicy(int maxAttempts, Backoff backoff) {

	/**
	 * Returns whether an attempt exceeds the maximum, which happens when the last allowed
	 * one has killed its worker.
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
		return this.backoff.after(attempt);
	}

}
