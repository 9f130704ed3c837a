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
 * Reminder of what a start is waiting for: before its second try, and then each half
 * minute.
 */
final class WaitReminder implements RetryListener {

	private static final Duration PERIOD = Duration.ofSeconds(30);

	private final Consumer<Throwable> warning;

	private @Nullable Instant last;

	/**
	 * A reminder.
	 * @param warning says it, given why the last try has failed
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
