package io.soundlift.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Pause between two requests to a server.
 */
@FunctionalInterface
public interface Pause {

	/** Waits in real time. */
	Pause REAL = (duration) -> {
		if (new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new IllegalStateException("Nobody counts this latch down");
		}
	};

	/**
	 * Waits.
	 * @param duration for how long
	 * @throws InterruptedException if the command is interrupted
	 */
	void await(Duration duration) throws InterruptedException;

}
