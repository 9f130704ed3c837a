package io.soundlift.start;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import org.bson.Document;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Wait of a start for MongoDB before anything uses it. A wrong password, or any other
 * refusal, aborts the start.
 */
final class MongoAwaiter implements BeanPostProcessor {

	private static final Duration TRY = Duration.ofSeconds(5);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MongoClient client) {
			try {
				MongoStart.get(() -> ping(client));
			}
			catch (MongoException ex) {
				throw new MongoUnavailableException(ex);
			}
		}
		return bean;
	}

	private static Document ping(MongoClient client) {
		return client.withTimeout(TRY.toMillis(), TimeUnit.MILLISECONDS)
			.getDatabase("admin")
			.runCommand(new Document("ping", 1));
	}

}
