package io.soundlift.health;

import com.mongodb.client.MongoClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health indicator of services that use MongoDB, which replaces
 * Boot's indicator of the same name.
 */
@AutoConfiguration(afterName = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
		beforeName = "org.springframework.boot.mongodb.autoconfigure.health.MongoHealthContributorAutoConfiguration")
@ConditionalOnClass({ MongoClient.class, HealthIndicator.class })
class MongoHealthAutoConfiguration {

	@Bean
	@ConditionalOnBean(MongoClient.class)
	HealthIndicator mongoHealthIndicator(MongoClient client) {
		return new MongoHealth(client);
	}

}
