package io.soundlift.start;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Retries the MongoDB operations of a start while MongoDB is unavailable, which can
 * happen at any moment of a start, even after it has responded.
 * <p>
 * A process that is signalled to end meanwhile does so.
 */
public final class MongoStart {

	private static final Logger logger = LoggerFactory.getLogger(MongoStart.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/**
	 * Exceptions of the driver while a server is unavailable, starting, or not primary
	 * yet.
	 */
	private static final List<Class<? extends Throwable>> PASSING = List.of(MongoTimeoutException.class,
			MongoSocketException.class, MongoServerUnavailableException.class,
			MongoConnectionPoolClearedException.class, MongoNotPrimaryException.class,
			MongoNodeIsRecoveringException.class);

	private MongoStart() {
	}

	/**
	 * Runs an operation, from its beginning at each attempt.
	 * @param work repeatable operation, such as the creation of an index
	 * @throws RuntimeException exception of the work for a reason other than that MongoDB
	 * is unavailable, such as a refusal
	 */
	public static void run(Runnable work) {
		get(() -> {
			work.run();
			return true;
		});
	}

	/**
	 * Runs a query, from its beginning at each attempt.
	 * @param <T> type of the result
	 * @param work repeatable operation
	 * @return what the work returns
	 * @throws RuntimeException exception of the work for a reason other than that MongoDB
	 * is unavailable, such as a refusal
	 */
	public static <T> T get(Supplier<T> work) {
		Thread starting = Thread.currentThread();
		// the context can't be closed while it starts: a process that is signalled to end
		// would wait for ever
		Thread end = new Thread(starting::interrupt, "end-of-wait");
		Runtime.getRuntime().addShutdownHook(end);
		T result = retry(work);
		Runtime.getRuntime().removeShutdownHook(end);
		return result;
	}

	private static <T> T retry(Supplier<T> work) {
		RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
			.maxRetries(Long.MAX_VALUE)
			.delay(PAUSE)
			.predicate((failure) -> passingCause(failure) != null)
			.build());
		retry.setRetryListener(new WaitReminder(
				(failure) -> logger.warn("MongoDB does not answer ({}). The start waits for it.", message(failure))));
		try {
			return retry.execute(work::get);
		}
		catch (RetryException ex) {
			if (passingCause(ex.getLastException()) == null
					&& ex.getLastException() instanceof RuntimeException refusal) {
				throw refusal;
			}
			throw new MongoUnavailableException(ex.getLastException());
		}
	}

	private static @Nullable String message(Throwable failure) {
		Throwable cause = passingCause(failure);
		return (cause != null) ? cause.getMessage() : failure.getMessage();
	}

	/**
	 * Finds a temporary failure, even if wrapped by Spring Data.
	 */
	private static @Nullable Throwable passingCause(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (isPassing(cause)) {
				return cause;
			}
		}
		return null;
	}

	private static boolean isPassing(Throwable failure) {
		return PASSING.stream().anyMatch((type) -> type.isInstance(failure));
	}

}
