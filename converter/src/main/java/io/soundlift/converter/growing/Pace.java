package io.soundlift.converter.growing;

import java.time.Duration;

/**
 * How fast bytes have to come.
 *
 * @param leastRate bytes per second
 * @param pause time in which they have to come on average
 * @param poll time between two looks for more of them
 */
record Pace(long leastRate, Duration pause, Duration poll) {

	/**
	 * Returns whether bytes have come fast enough.
	 * @param bytes number of bytes
	 * @param nanos time in which they have come
	 * @return whether they are as many as they should be
	 */
	boolean isKeptBy(long bytes, long nanos) {
		return bytes >= this.leastRate * (nanos / 1e9);
	}

}
