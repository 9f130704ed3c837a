package io.soundlift.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Measure of one direction of a connection: what went through it while the server waited
 * for the client.
 */
final class RateMeter {

	private static final long NOT_WAITING = Long.MIN_VALUE;

	private volatile long waitingSince = NOT_WAITING;

	private long waited;

	private long bytes;

	/**
	 * Begins anew.
	 */
	void reset() {
		this.waitingSince = NOT_WAITING;
		this.waited = 0;
		this.bytes = 0;
	}

	/**
	 * Whether the server waits for the client.
	 */
	boolean isWaiting() {
		return this.waitingSince != NOT_WAITING;
	}

	/**
	 * Counts what went through.
	 * @param count number of bytes, which may be 0
	 * @param mustWait whether the server has to wait for the client before more can
	 * follow
	 * @param rate least rate
	 * @param now present time in nanoseconds
	 * @throws SocketTimeoutException if the client is slower than the rate
	 */
	void count(int count, boolean mustWait, TransferRate rate, long now) throws IOException {
		this.bytes += count;
		if (this.waitingSince != NOT_WAITING) {
			this.waited += now - this.waitingSince;
		}
		this.waitingSince = mustWait ? now : NOT_WAITING;
		if (this.waited >= rate.window().toNanos()) {
			if (rate.isMissedBy(this.bytes, this.waited)) {
				throw new SocketTimeoutException("Less than " + rate.bytesPerSecond() + " a second");
			}
			this.waited = 0;
			this.bytes = 0;
		}
	}

}
