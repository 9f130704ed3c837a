package io.soundlift.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import org.bson.Document;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health indicator that checks whether MongoDB accepts writes, within the time limit of a
 * probe: Boot's own indicator waits as long as any operation does.
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
			// of the member that serves reads, which is the primary
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
