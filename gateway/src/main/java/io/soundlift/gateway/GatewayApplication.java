package io.soundlift.gateway;

import io.soundlift.journey.JourneyConfiguration;
import io.soundlift.journey.broker.BrokerHealthConfiguration;
import io.soundlift.journey.outbox.OutboxConfiguration;
import io.soundlift.journey.upkeep.UpkeepConfiguration;
import io.soundlift.journey.webhook.WebhookConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cloud.gateway.server.mvc.config.DefaultFunctionConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Gateway, the only public origin of the system. Without the exclusion, Spring Cloud
 * Gateway would expose the application's functions at paths with their names.
 */
@SpringBootApplication(proxyBeanMethods = false, exclude = DefaultFunctionConfiguration.class)
@ConfigurationPropertiesScan
@Import({ JourneyConfiguration.class, OutboxConfiguration.class, UpkeepConfiguration.class,
		BrokerHealthConfiguration.class, WebhookConfiguration.class })
public class GatewayApplication {

	/**
	 * Starts the gateway.
	 * @param args command-line arguments, which Spring Boot reads as properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(GatewayApplication.class, args);
	}

}
