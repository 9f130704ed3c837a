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

	PasswordCheckMeters(MeterRegistry meters) {
		this.accepted = counter(meters, "accepted");
		this.refused = counter(meters, "refused");
		this.throttled = counter(meters, "throttled");
	}

	/**
	 * Counts a try.
	 * @param heard whether the throttle let it through
	 * @param accepted whether the password was right
	 */
	void tried(boolean heard, boolean accepted) {
		if (!heard) {
			this.throttled.increment();
		}
		else if (accepted) {
			this.accepted.increment();
		}
		else {
			this.refused.increment();
		}
	}

	private static Counter counter(MeterRegistry meters, String result) {
		return Counter.builder("soundlift.password.checks")
			.description("Passwords that were tried")
			.tag("result", result)
			.register(meters);
	}

}
