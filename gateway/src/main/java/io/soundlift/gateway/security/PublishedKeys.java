package io.soundlift.gateway.security;

import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import org.jspecify.annotations.Nullable;

/**
 * Keys that the authorization server signs with. They are reloaded every minute and when
 * a token names an unknown one, and kept for a while if that server is unavailable.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {

	private static final Duration FRESH = Duration.ofMinutes(1);

	private static final Duration KEPT_WHEN_AWAY = Duration.ofHours(1);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

	/** Longer than a reload takes, so that waiting threads get its result. */
	private static final Duration WAIT = Duration.ofSeconds(10);

	private static final int MAX_BYTES = 512 * 1024;

	private final JWKSource<SecurityContext> keys;

	/**
	 * Creates a source of the keys of a server.
	 * @param authServer URL of the server
	 */
	PublishedKeys(URI authServer) {
		try {
			this.keys = JWKSourceBuilder
				.create(URI.create(authServer + "/auth/oauth2/jwks").toURL(),
						new DefaultResourceRetriever((int) CONNECT_TIMEOUT.toMillis(), (int) READ_TIMEOUT.toMillis(),
								MAX_BYTES))
				.cache(FRESH.toMillis(), WAIT.toMillis())
				.refreshAheadCache(false)
				.rateLimited(true)
				.outageTolerant(KEPT_WHEN_AWAY.toMillis())
				.build();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("'%s' is no URL".formatted(authServer), ex);
		}
	}

	/**
	 * Finds keys.
	 * @throws KeySourceException if no keys are known because they can't be read
	 */
	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		try {
			return this.keys.get(selector, context);
		}
		catch (RateLimitReachedException ex) {
			// tokens with forged key ids must not cause continuous reloads; if any key is
			// known, this one does not exist
			this.keys.get(new JWKSelector(new JWKMatcher.Builder().build()), context);
			return List.of();
		}
	}

}
