package io.soundlift.cli.account;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Works out when a token is due for renewal.
 */
final class Lifetimes {

	/** RFC 6749 lets servers keep the lifetime to themselves. */
	private static final long UNKNOWN_SECONDS = 60;

	private Lifetimes() {
	}

	static Instant renewAt(@Nullable Long expiresInSeconds, Duration margin) {
		long seconds = (expiresInSeconds != null) ? expiresInSeconds : UNKNOWN_SECONDS;
		// a token that lives for less than the margin is still used once
		return Instant.now().plusSeconds(seconds).minus(margin);
	}

}
