package io.soundlift.authserver.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.soundlift.authserver.AuthServerProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Schedule for when a key is published, when it signs, and when it is retired. Each
 * replica computes the same result from the keys' times alone.
 */
@Component
final class KeySchedule {

	/** Longer than any client caches the published keys. */
	static final Duration LEAD = Duration.ofHours(1);

	/**
	 * Clocks of replicas may differ, and resource servers accept tokens for another
	 * minute.
	 */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	private static final Duration OVERLAP = AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME.plus(MARGIN);

	private final Duration interval;

	private final @Nullable Instant since;

	KeySchedule(AuthServerProperties properties) {
		this.interval = properties.signingKeyInterval();
		this.since = properties.signingKeysSince();
	}

	/**
	 * Returns whether the next key must be created: when there is no trusted one, or the
	 * newest is old enough for its successor to sign one interval after it.
	 * @param keys all keys, the newest last
	 * @param now the present time
	 */
	boolean isNextDue(List<SigningKey> keys, Instant now) {
		List<SigningKey> trusted = trusted(keys);
		return trusted.isEmpty() || !trusted.get(trusted.size() - 1).createdAt().plus(this.interval).isAfter(now);
	}

	/**
	 * Returns the keys whose tokens are valid: those that may sign, those that will, and
	 * those that were replaced less than the lifetime of a token ago.
	 * @param keys all keys, the newest last
	 * @param now the present time
	 */
	List<SigningKey> published(List<SigningKey> keys, Instant now) {
		List<SigningKey> trusted = trusted(keys);
		return IntStream.range(0, trusted.size())
			.filter((i) -> i == trusted.size() - 1
					|| trusted.get(i + 1).createdAt().plus(LEAD).plus(OVERLAP).isAfter(now))
			.mapToObj(trusted::get)
			.toList();
	}

	/**
	 * Returns the key that signs: the newest one that was published long enough ago, or
	 * the oldest one when there is none yet.
	 * @param keys all keys, the newest last
	 * @param now the present time
	 * @return the key, or empty when no key is trusted
	 */
	Optional<SigningKey> signing(List<SigningKey> keys, Instant now) {
		List<SigningKey> trusted = trusted(keys);
		Stream<SigningKey> known = trusted.stream().filter((key) -> !key.createdAt().plus(LEAD).isAfter(now));
		return known.reduce((older, newer) -> newer).or(() -> trusted.stream().findFirst());
	}

	/**
	 * Returns the keys that the operator still trusts.
	 * @param keys any keys
	 */
	List<SigningKey> trusted(List<SigningKey> keys) {
		return keys.stream().filter((key) -> this.since == null || !key.createdAt().isBefore(this.since)).toList();
	}

}
