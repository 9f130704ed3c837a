package io.soundlift.authserver.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves the signing keys, read again once a minute so that a key that another replica
 * made is soon known here.
 */
final class MongoJwkSource implements JWKSource<SecurityContext> {

	private static final Duration MAX_AGE = Duration.ofMinutes(1);

	private final SigningKeys signingKeys;

	private final Clock clock;

	private volatile Loaded loaded;

	MongoJwkSource(SigningKeys signingKeys, Clock clock) {
		this.signingKeys = signingKeys;
		this.clock = clock;
		this.loaded = new Loaded(signingKeys.load(), clock.instant());
	}

	@Override
	public List<JWK> get(JWKSelector jwkSelector, @Nullable SecurityContext context) {
		Instant now = this.clock.instant();
		if (this.loaded.at().plus(MAX_AGE).isBefore(now)) {
			this.loaded = new Loaded(this.signingKeys.load(), now);
		}
		return jwkSelector.select(this.loaded.keys());
	}

	/**
	 * Keys and when they were read.
	 *
	 * @param keys the keys, the newest last
	 * @param at when they were read
	 */
	private record Loaded(JWKSet keys, Instant at) {
	}

}
