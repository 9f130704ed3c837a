package io.soundlift.notifier;

import io.soundlift.journey.JourneyConfiguration;
import io.soundlift.journey.broker.BrokerHealthConfiguration;
import io.soundlift.journey.deadletter.DeadLetterConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Starts the notifier.
 */
@SpringBootApplication
@EnableConfigurationProperties(NotifierProperties.class)
@Import({ JourneyConfiguration.class, DeadLetterConfiguration.class, BrokerHealthConfiguration.class })
public class NotifierApplication {

	/**
	 * Starts the notifier.
	 * @param arguments properties, as {@code --name=value}
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(NotifierApplication.class, arguments);
	}

}
