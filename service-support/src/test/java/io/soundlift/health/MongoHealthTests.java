package io.soundlift.health;

import java.time.Duration;
import java.time.Instant;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MongoHealth}.
 */
class MongoHealthTests {

	@Test
	void isUpWhenMongoAnswers() {
		try (MongoClient client = MongoClients.create(TestMongo.uri())) {
			assertThat(new MongoHealth(client).health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void isDownBeforeAProbeLosesItsPatienceWhenMongoIsAway() {
		try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:1")) {
			Instant before = Instant.now();
			assertThat(new MongoHealth(client).health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(Duration.between(before, Instant.now())).as("the driver itself would wait for half a minute")
				.isLessThan(Duration.ofSeconds(25));
		}
	}

	@Test
	void takesTheNameThatBootLooksFor() {
		try (MongoClient client = MongoClients.create(TestMongo.uri())) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MongoHealthAutoConfiguration.class))
				.withBean(MongoClient.class, () -> client)
				.run((context) -> assertThat(context.getBean("mongoHealthIndicator")).isInstanceOf(MongoHealth.class));
		}
	}

}
