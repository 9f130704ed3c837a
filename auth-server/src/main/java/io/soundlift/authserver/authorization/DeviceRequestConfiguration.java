package io.soundlift.authserver.authorization;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Configuration of the store of pending device authorizations.
 */
@Configuration(proxyBeanMethods = false)
class DeviceRequestConfiguration {

	/** Slots take about 1.5 KB each; at most 15 MB in the database. */
	private static final int SLOTS = 10_000;

	@Bean
	DeviceRequests deviceRequests(MongoOperations mongo, Clock clock) {
		return new DeviceRequests(mongo, clock, SLOTS);
	}

}
