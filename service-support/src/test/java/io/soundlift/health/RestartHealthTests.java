package io.soundlift.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartHealth}.
 */
class RestartHealthTests {

	private static final Instant ENDED_AT = Instant.parse("2026-11-28T12:00:00Z");

	private final ApplicationContextRunner service = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RestartHealthAutoConfiguration.class));

	@Test
	void isDegradedUntilTheServiceHasRunForFiveMinutes() {
		assertThat(statusAfter(Duration.ofSeconds(299))).isEqualTo("DEGRADED");
		assertThat(statusAfter(Duration.ofSeconds(300))).isEqualTo("UP");
	}

	@Test
	void isThereOnlyAfterARestart() {
		this.service.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		this.service
			.withSystemProperties("soundlift.restarts.count=3",
					"soundlift.restarts.ended-at=" + Instant.now().toString())
			.run((context) -> {
				assertThat(context).hasBean("restartsHealthIndicator");
				RestartHealth health = context.getBean(RestartHealth.class);
				assertThat(health.health().getStatus()).isEqualTo(new Status("DEGRADED"));
				assertThat(health.health().getDetails()).containsEntry("count", 3);
			});
	}

	private static String statusAfter(Duration time) {
		return new RestartHealth(1, ENDED_AT, InstantSource.fixed(ENDED_AT.plus(time))).health().getStatus().getCode();
	}

}
