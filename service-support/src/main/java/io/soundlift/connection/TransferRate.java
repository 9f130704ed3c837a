package io.soundlift.connection;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * Least rate at which a client has to send or take bytes. Only the time counts in which
 * the server waits for the client.
 *
 * @param bytesPerSecond least number of bytes in a second, on average over the window
 * @param window time that is measured at once, which is also the time of grace at the
 * start
 */
public record TransferRate(DataSize bytesPerSecond, Duration window) {

	/**
	 * Whether a number of bytes is too little for a time.
	 * @param bytes number of bytes that came
	 * @param waitedNanos time for which the server waited for them, in nanoseconds
	 */
	boolean isMissedBy(long bytes, long waitedNanos) {
		return bytes < this.bytesPerSecond.toBytes() * (waitedNanos / (double) Duration.ofSeconds(1).toNanos());
	}

}
