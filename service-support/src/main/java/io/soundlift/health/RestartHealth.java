package io.soundlift.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows that the process before this one ended by itself, until this one has run for as
 * long as its supervisor wants a well service to run.
 */
final class RestartHealth implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private static final Duration STABLE = Duration.ofMinutes(5);

	private final int count;

	private final Instant endedAt;

	private final InstantSource clock;

	/**
	 * Creates an indicator.
	 * @param count number of times that the service has ended by itself
	 * @param endedAt when it did so last
	 * @param clock the present time
	 */
	RestartHealth(int count, Instant endedAt, InstantSource clock) {
		this.count = count;
		this.endedAt = endedAt;
		this.clock = clock;
	}

	@Override
	public Health health() {
		boolean recent = this.endedAt.plus(STABLE).isAfter(this.clock.instant());
		return Health.status(recent ? DEGRADED : Status.UP)
			.withDetail("count", this.count)
			.withDetail("endedAt", this.endedAt.toString())
			.build();
	}

}
