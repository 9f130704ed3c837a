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
 * Does what a start needs of MongoDB, again and again while MongoDB is away: it can go at
 * any moment of a start, also after it has answered.
 * <p>
 * A process that is asked to end meanwhile does so.
 */
public final class MongoStart {

	private static final Logger logger = LoggerFactory.getLogger(MongoStart.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** What the driver throws while a server is away, starts, or is not primary yet. */
	private static final List<Class<? extends Throwable>> PASSING = List.of(MongoTimeoutException.class,
			MongoSocketException.class, MongoServerUnavailableException.class,
			MongoConnectionPoolClearedException.class, MongoNotPrimaryException.class,
			MongoNodeIsRecoveringException.class);

	private MongoStart() {
	}

	/**
	 * Does something, from its begin each time.
	 * @param work what may be done more than once, such as making an index
	 * @throws RuntimeException what the work throws for another reason than that MongoDB
	 * is away, such as a refusal
	 */
	public static void run(Runnable work) {
		get(() -> {
			work.run();
			return true;
		});
	}

	/**
	 * Reads something, from the begin each time.
	 * @param <T> what is read
	 * @param work what may be done more than once
	 * @return what the work returns
	 * @throws RuntimeException what the work throws for another reason than that MongoDB
	 * is away, such as a refusal
	 */
	public static <T> T get(Supplier<T> work) {
		Thread starting = Thread.currentThread();
		// the context can't be closed while it starts: a process that is asked to end
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
	 * Finds what passes, also inside what Spring Data makes of it.
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
