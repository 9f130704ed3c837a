package io.soundlift.gateway.event;

import java.time.Clock;

import io.soundlift.journey.conversion.DeletedConversions;
import io.soundlift.start.MongoStart;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Records of deleted conversions, which only gateways read.
 */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

	@Bean
	DeletedConversions deletedConversions(MongoTemplate mongo, Clock clock) {
		DeletedConversions deleted = new DeletedConversions(mongo, clock);
		MongoStart.run(deleted::createIndexes);
		return deleted;
	}

}
