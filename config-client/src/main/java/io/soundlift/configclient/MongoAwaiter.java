package io.soundlift.configclient;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Lets a start wait for MongoDB before anything uses it, since services make their
 * indexes when they start. A wrong password, or any other refusal, ends the start.
 */
final class MongoAwaiter implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(MongoAwaiter.class);

	private static final Duration TRY = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** What the driver throws while a server is away, starts, or is not primary yet. */
	private static final List<Class<? extends Throwable>> PASSING = List.of(MongoTimeoutException.class,
			MongoSocketException.class, MongoServerUnavailableException.class,
			MongoConnectionPoolClearedException.class, MongoNotPrimaryException.class,
			MongoNodeIsRecoveringException.class);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MongoClient client) {
			Thread starting = Thread.currentThread();
			// the context can't be closed while it starts: a process that is asked to end
			// would wait for ever
			Thread end = new Thread(starting::interrupt, "end-of-wait");
			Runtime.getRuntime().addShutdownHook(end);
			await(client);
			Runtime.getRuntime().removeShutdownHook(end);
		}
		return bean;
	}

	private static void await(MongoClient client) {
		RetryTemplate retry = new RetryTemplate(
				RetryPolicy.builder().maxRetries(Long.MAX_VALUE).delay(PAUSE).includes(PASSING).build());
		retry.setRetryListener(new WaitReminder((failure) -> logger
			.warn("MongoDB does not answer ({}). The start waits for it.", failure.getMessage())));
		try {
			retry.execute(() -> ping(client));
		}
		catch (RetryException ex) {
			throw new MongoUnavailableException(ex.getLastException());
		}
	}

	private static Document ping(MongoClient client) {
		return client.withTimeout(TRY.toMillis(), TimeUnit.MILLISECONDS)
			.getDatabase("admin")
			.runCommand(new Document("ping", 1));
	}

}
