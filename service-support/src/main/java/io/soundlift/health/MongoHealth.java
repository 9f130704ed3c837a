package io.soundlift.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import org.bson.Document;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health by whether MongoDB takes writes, found out before a probe gives up: Boot's own
 * indicator waits as long as any operation does.
 */
final class MongoHealth implements HealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final MongoClient client;

	MongoHealth(MongoClient client) {
		this.client = client;
	}

	@Override
	public Health health() {
		try {
			// of a member that reads are sent to, which is the primary
			this.client.withTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.getDatabase("admin")
				.runCommand(new Document("ping", 1));
			return Health.up().build();
		}
		catch (MongoException ex) {
			return Health.down(ex).build();
		}
	}

}
