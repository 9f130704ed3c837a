package io.soundlift.authserver.authorization;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Configuration of the place where devices wait for a person.
 */
@Configuration(proxyBeanMethods = false)
class DeviceRequestConfiguration {

	/** Of about 1.5 KB each; at most 15 MB in the database. */
	private static final int SLOTS = 10_000;

	@Bean
	DeviceRequests deviceRequests(MongoOperations mongo, Clock clock) {
		return new DeviceRequests(mongo, clock, SLOTS);
	}

}
