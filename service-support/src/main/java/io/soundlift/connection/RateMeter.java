package io.soundlift.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Meter of one direction of a connection: the bytes transferred while this side waited
 * for the other one. Not thread-safe.
 */
public final class RateMeter {

	private static final long NOT_WAITING = Long.MIN_VALUE;

	private volatile long waitingSince = NOT_WAITING;

	private long waited;

	private long bytes;

	/**
	 * Resets the measurement.
	 */
	void reset() {
		this.waitingSince = NOT_WAITING;
		this.waited = 0;
		this.bytes = 0;
	}

	/**
	 * Returns whether this side waits for the other one.
	 * @return whether it must wait since the last count
	 */
	public boolean isWaiting() {
		return this.waitingSince != NOT_WAITING;
	}

	/**
	 * Counts transferred bytes.
	 * @param count number of bytes, which may be 0
	 * @param mustWait whether more can follow only after the other side has sent or
	 * received some
	 * @param rate minimum rate
	 * @param now present time in nanoseconds
	 * @throws SocketTimeoutException if the other side is slower than the rate
	 */
	public void count(int count, boolean mustWait, TransferRate rate, long now) throws IOException {
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
