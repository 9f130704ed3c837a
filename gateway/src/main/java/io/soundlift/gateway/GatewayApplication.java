package io.soundlift.gateway;

import io.soundlift.journey.JourneyConfiguration;
import io.soundlift.journey.outbox.OutboxConfiguration;
import io.soundlift.journey.upkeep.UpkeepConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/**
 * The one public origin of the system.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import({ JourneyConfiguration.class, OutboxConfiguration.class, UpkeepConfiguration.class })
public class GatewayApplication {

	/**
	 * Starts the gateway.
	 * @param args command-line arguments, which Spring Boot reads as properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(GatewayApplication.class, args);
	}

}
