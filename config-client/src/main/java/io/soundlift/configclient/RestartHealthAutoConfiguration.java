package io.soundlift.configclient;

import java.time.Instant;
import java.time.InstantSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Adds restarts to the health of a service whose supervisor has started it again.
 */
@AutoConfiguration
@ConditionalOnClass(HealthIndicator.class)
class RestartHealthAutoConfiguration {

	@Bean
	@ConditionalOnProperty("soundlift.restarts.count")
	HealthIndicator restartsHealthIndicator(@Value("${soundlift.restarts.count}") int count,
			@Value("${soundlift.restarts.ended-at}") String endedAt) {
		return new RestartHealth(count, Instant.parse(endedAt), InstantSource.system());
	}

}
