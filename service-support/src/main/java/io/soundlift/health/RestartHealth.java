package io.soundlift.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health indicator that reports that the previous process ended by itself, until this one
 * has run long enough to count as healthy for its supervisor.
 */
final class RestartHealth implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private static final Duration STABLE = Duration.ofMinutes(5);

	private final int count;

	private final Instant endedAt;

	private final InstantSource clock;

	/**
	 * Creates the indicator.
	 * @param count number of times that the service has ended by itself
	 * @param endedAt when it last did so
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
