package io.soundlift.testsupport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock in UTC that ticks in milliseconds, as those of the services do, and stands
 * still until a test moves it.
 */
public final class MovableClock extends Clock {

	private Instant now;

	/**
	 * Creates a clock that shows some time.
	 */
	public MovableClock() {
		this(Instant.parse("2026-11-24T09:30:00Z"));
	}

	/**
	 * Creates a clock.
	 * @param now the time that it shows
	 */
	public MovableClock(Instant now) {
		this.now = now;
	}

	/**
	 * Moves the clock.
	 * @param duration how far
	 */
	public synchronized void advance(Duration duration) {
		this.now = this.now.plus(duration);
	}

	@Override
	public synchronized Instant instant() {
		return this.now.truncatedTo(ChronoUnit.MILLIS);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	/**
	 * Not supported, since nothing here depends on a zone.
	 */
	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("Tests need one zone only");
	}

}
