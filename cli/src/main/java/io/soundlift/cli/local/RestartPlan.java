package io.soundlift.cli.local;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Schedule for restarts of a service that ends by itself: immediately the first time,
 * then after growing delays, without a limit.
 */
final class RestartPlan {

	private static final Duration MAX_DELAY = Duration.ofMinutes(1);

	/** Time after which a running service counts as healthy again. */
	private static final Duration STABLE = Duration.ofMinutes(5);

	private int inARow;

	private int count;

	private Instant endedAt = Instant.EPOCH;

	private @Nullable Integer exitCode;

	private @Nullable Instant nextStart;

	/**
	 * Records the end of the process.
	 * @param startedAt when the process was started
	 * @param now when it ended
	 * @param code its exit code; {@code null} if it could not be started
	 * @return the time to wait before the next start
	 */
	synchronized Duration ended(Instant startedAt, Instant now, @Nullable Integer code) {
		boolean wasWell = Duration.between(startedAt, now).compareTo(STABLE) > 0;
		this.inARow = wasWell ? 1 : this.inARow + 1;
		this.count++;
		this.endedAt = now;
		this.exitCode = code;
		Duration delay = delay(this.inARow);
		this.nextStart = now.plus(delay);
		return delay;
	}

	private static Duration delay(int inARow) {
		if (inARow <= 1) {
			return Duration.ZERO;
		}
		Duration delay = Duration.ofSeconds(1L << Math.min(inARow - 2, 10));
		return (delay.compareTo(MAX_DELAY) > 0) ? MAX_DELAY : delay;
	}

	/**
	 * Records that the service has a process again.
	 */
	synchronized void started() {
		this.nextStart = null;
	}

	/**
	 * Returns the number of ends since the service was last healthy.
	 */
	synchronized int inARow() {
		return this.inARow;
	}

	/**
	 * Returns the restarts for the record of the run.
	 * @return the restarts; {@code null} if the service never ended by itself
	 */
	synchronized RunRecord.@Nullable Restarts describe() {
		return (this.count == 0) ? null
				: new RunRecord.Restarts(this.count, this.endedAt, this.exitCode, this.nextStart);
	}

}
