package io.soundlift.support;

import java.time.Duration;

/**
 * Waits between tries, each twice as long as the previous one.
 *
 * @param first wait after the first failure
 * @param longest bound of the waits
 */
public record Backoff(Duration first, Duration longest) {

	private static final int MAX_DOUBLINGS = 30;

	/**
	 * Returns the wait before the next try.
	 * @param failures number of tries that have failed; less than one counts as one
	 * @return the wait
	 */
	public Duration after(int failures) {
		int doublings = Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
		Duration delay = this.first.multipliedBy(1L << doublings);
		return (delay.compareTo(this.longest) < 0) ? delay : this.longest;
	}

}
