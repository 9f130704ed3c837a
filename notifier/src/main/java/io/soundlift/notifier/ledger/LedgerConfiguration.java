package io.soundlift.notifier.ledger;

import java.time.Clock;

import com.mongodb.client.MongoClient;
import io.soundlift.notifier.NotifierProperties;
import io.soundlift.start.MongoStart;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The ledger in its own database, on the same MongoDB as the conversions.
 */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

	@Bean
	Ledger ledger(MongoClient mongo, NotifierProperties properties, Clock clock) {
		// not a bean, which would replace the conversions' template
		MongoTemplate template = new MongoTemplate(mongo, properties.database());
		Ledger ledger = new Ledger(template, clock, properties.lease(), properties.mailInterval());
		MongoStart.run(ledger::createIndexes);
		return ledger;
	}

}
