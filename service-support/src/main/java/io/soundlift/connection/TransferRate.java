package io.soundlift.connection;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * Minimum rate at which a client has to send or receive bytes. Only the time in which the
 * server waits for the client counts.
 *
 * @param bytesPerSecond minimum number of bytes in a second, on average over the window
 * @param window time over which the rate is averaged, which is also the grace period at
 * the start
 */
public record TransferRate(DataSize bytesPerSecond, Duration window) {

	/**
	 * Whether a number of bytes is too small for a time.
	 * @param bytes number of bytes that arrived
	 * @param waitedNanos time for which the server waited for them, in nanoseconds
	 */
	boolean isMissedBy(long bytes, long waitedNanos) {
		return bytes < this.bytesPerSecond.toBytes() * (waitedNanos / (double) Duration.ofSeconds(1).toNanos());
	}

}
