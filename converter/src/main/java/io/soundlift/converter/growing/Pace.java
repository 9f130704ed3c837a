package io.soundlift.converter.growing;

import java.time.Duration;

/**
 * Minimum rate at which bytes have to arrive.
 *
 * @param leastRate bytes per second
 * @param pause time over which the rate is averaged
 * @param poll time between two checks for more bytes
 */
record Pace(long leastRate, Duration pause, Duration poll) {

	/**
	 * Returns whether bytes have arrived fast enough.
	 * @param bytes number of bytes
	 * @param nanos time in which they have arrived
	 * @return whether there are at least as many as required
	 */
	boolean isKeptBy(long bytes, long nanos) {
		return bytes >= this.leastRate * (nanos / 1e9);
	}

}
