package io.soundlift.authserver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that a test moves.
 */
public final class MovableClock extends Clock {

	private volatile Instant now;

	/**
	 * Make a clock that stands still.
	 * @param now the time that it shows
	 */
	public MovableClock(Instant now) {
		this.now = now;
	}

	/**
	 * Move the clock.
	 * @param duration how far
	 */
	public void move(Duration duration) {
		this.now = this.now.plus(duration);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
