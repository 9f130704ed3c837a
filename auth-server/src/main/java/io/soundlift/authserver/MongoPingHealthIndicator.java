package io.soundlift.authserver;

import org.bson.Document;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * Asks MongoDB whether it answers. Takes the place of Spring Boot's indicator, whose
 * {@code hello} command the embedded MongoDB does not know.
 */
@Component("mongoHealthIndicator")
final class MongoPingHealthIndicator extends AbstractHealthIndicator {

	private final MongoOperations mongo;

	MongoPingHealthIndicator(MongoOperations mongo) {
		super("MongoDB does not answer");
		this.mongo = mongo;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		this.mongo.executeCommand(new Document("ping", 1));
		builder.up();
	}

}
