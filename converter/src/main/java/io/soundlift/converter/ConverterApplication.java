package io.soundlift.converter;

import io.soundlift.journey.JourneyConfiguration;
import io.soundlift.journey.broker.BrokerHealthConfiguration;
import io.soundlift.journey.deadletter.DeadLetterConfiguration;
import io.soundlift.journey.outbox.OutboxConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/**
 * Starts the converter.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({ JourneyConfiguration.class, OutboxConfiguration.class, DeadLetterConfiguration.class,
		BrokerHealthConfiguration.class })
public class ConverterApplication {

	/**
	 * Starts the converter.
	 * @param args command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(ConverterApplication.class, args);
	}

}
