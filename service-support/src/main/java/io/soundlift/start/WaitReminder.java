package io.soundlift.start;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.Retryable;

/**
 * Listener that logs what a start is waiting for: before the second attempt, and then
 * every half minute.
 */
final class WaitReminder implements RetryListener {

	private static final Duration PERIOD = Duration.ofSeconds(30);

	private final Consumer<Throwable> warning;

	private @Nullable Instant last;

	/**
	 * Creates a reminder.
	 * @param warning logs it, given the failure of the last attempt
	 */
	WaitReminder(Consumer<Throwable> warning) {
		this.warning = warning;
	}

	@Override
	public void beforeRetry(RetryPolicy policy, Retryable<?> retryable, RetryState state) {
		Instant now = Instant.now();
		if (this.last == null || !this.last.plus(PERIOD).isAfter(now)) {
			this.last = now;
			this.warning.accept(state.getLastException());
		}
	}

}
