package io.soundlift.authserver.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts passwords that were tried.
 */
@Component
final class PasswordCheckMeters {

	private final Counter accepted;

	private final Counter refused;

	private final Counter throttled;

	private final Counter busy;

	PasswordCheckMeters(MeterRegistry meters) {
		this.accepted = counter(meters, "accepted");
		this.refused = counter(meters, "refused");
		this.throttled = counter(meters, "throttled");
		this.busy = counter(meters, "busy");
	}

	/** Counts a password that was right. */
	void accepted() {
		this.accepted.increment();
	}

	/** Counts a password that was wrong. */
	void refused() {
		this.refused.increment();
	}

	/** Counts a try that was not heard because of too many before. */
	void throttled() {
		this.throttled.increment();
	}

	/** Counts a try that was not heard because too many were waiting. */
	void busy() {
		this.busy.increment();
	}

	private static Counter counter(MeterRegistry meters, String result) {
		return Counter.builder("soundlift.password.checks")
			.description("Passwords that were tried")
			.tag("result", result)
			.register(meters);
	}

}
