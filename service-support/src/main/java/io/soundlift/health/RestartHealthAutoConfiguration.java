package io.soundlift.health;

import java.time.Instant;
import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that adds restarts to the health of a service that its supervisor
 * has restarted.
 */
@AutoConfiguration
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnProperty("soundlift.restarts.count")
@EnableConfigurationProperties(RestartHealthAutoConfiguration.Restarts.class)
class RestartHealthAutoConfiguration {

	@Bean
	HealthIndicator restartsHealthIndicator(Restarts restarts) {
		return new RestartHealth(restarts.count(), restarts.endedAt(), InstantSource.system());
	}

	/**
	 * Restarts as passed by the supervisor in the environment.
	 *
	 * @param count number of times that the service has ended by itself
	 * @param endedAt when it last did so
	 */
	@ConfigurationProperties("soundlift.restarts")
	record Restarts(int count, Instant endedAt) {
	}

}
