package io.soundlift.gateway.share;

import java.time.Clock;

import io.soundlift.journey.conversion.Shares;
import io.soundlift.start.MongoStart;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Links of the gateway's database.
 */
@Configuration(proxyBeanMethods = false)
class ShareConfiguration {

	@Bean
	Shares shares(MongoTemplate mongo, Clock clock) {
		Shares shares = new Shares(mongo, clock);
		MongoStart.run(shares::createIndexes);
		return shares;
	}

	@Bean
	TokenRedaction tokenFreeAddresses() {
		return new TokenRedaction(SharedController.PATH);
	}

}
