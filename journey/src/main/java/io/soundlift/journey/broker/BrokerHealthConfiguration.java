package io.soundlift.journey.broker;

import java.time.Duration;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Health of the broker, for services that use it.
 */
@Configuration(proxyBeanMethods = false)
public class BrokerHealthConfiguration {

	@Bean
	HealthIndicator brokerHealthIndicator(ConnectionFactory connections) {
		return new BrokerHealth(connections, Duration.ofSeconds(5));
	}

}
