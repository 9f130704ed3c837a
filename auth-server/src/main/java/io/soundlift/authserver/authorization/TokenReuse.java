package io.soundlift.authserver.authorization;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.authserver.token.RefreshTokens;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Revocation of a grant whose code or refresh token was used twice, since two parties
 * have it then and the attacker can't be identified (RFC 9700, section 4.14.2; RFC 6749,
 * section 4.1.2). Concurrent uses are no exception: the attacker may come first. Of
 * refused tokens, only those of the authenticated client are considered.
 */
@Component
public final class TokenReuse implements ProviderRule {

	private static final Logger logger = LoggerFactory.getLogger(TokenReuse.class);

	private static final OAuth2TokenType CODE = new OAuth2TokenType(TokenKind.CODE.value());

	private final MongoOperations mongo;

	private final OAuth2AuthorizationService authorizations;

	private final RefreshTokens refreshTokens;

	private final GrantRevocation grantRevocation;

	private final Counter reusedRefreshTokens;

	private final Counter reusedCodes;

	TokenReuse(MongoOperations mongo, OAuth2AuthorizationService authorizations, RefreshTokens refreshTokens,
			GrantRevocation grantRevocation, MeterRegistry meters) {
		this.mongo = mongo;
		this.authorizations = authorizations;
		this.refreshTokens = refreshTokens;
		this.grantRevocation = grantRevocation;
		this.reusedRefreshTokens = counter(meters, "refresh_token");
		this.reusedCodes = counter(meters, "authorization_code");
	}

	@Override
	public @Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider) {
		try {
			return provider.authenticate(request);
		}
		catch (OAuth2AuthenticationException ex) {
			if (OAuth2ErrorCodes.INVALID_GRANT.equals(ex.getError().getErrorCode())
					&& request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
					&& client.getRegisteredClient() != null) {
				refused(request, client.getRegisteredClient().getId());
			}
			throw ex;
		}
	}

	private void refused(Authentication request, String registeredClientId) {
		if (request instanceof OAuth2RefreshTokenAuthenticationToken refresh) {
			refreshTokenRefused(refresh.getRefreshToken(), registeredClientId);
		}
		else if (request instanceof OAuth2AuthorizationCodeAuthenticationToken code) {
			codeRefused(code.getCode(), registeredClientId);
		}
	}

	private void refreshTokenRefused(String token, String registeredClientId) {
		this.refreshTokens.grantOf(token)
			.map((id) -> this.mongo.findById(id, AuthorizationDocument.class))
			.filter((grant) -> grant.clientId().equals(registeredClientId))
			// the newest one was refused for another reason, such as expiry
			.filter((grant) -> !Secrets.sha256(token).equals(grant.hashes().get(TokenKind.REFRESH_TOKEN.value())))
			.filter((grant) -> grant.revokedAt() == null)
			.ifPresent((grant) -> {
				this.reusedRefreshTokens.increment();
				this.grantRevocation.end(grant.id(), RevocationCause.REUSE);
				report(grant.id(), registeredClientId, "a refresh token");
			});
	}

	private void codeRefused(String code, String registeredClientId) {
		OAuth2Authorization grant = this.authorizations.findByToken(code, CODE);
		if (grant == null || grant.getAccessToken() == null
				|| !grant.getRegisteredClientId().equals(registeredClientId)) {
			return;
		}
		OAuth2Authorization.Token<OAuth2AuthorizationCode> stored = grant.getToken(OAuth2AuthorizationCode.class);
		if (stored == null || !stored.isInvalidated()) {
			return;
		}
		this.reusedCodes.increment();
		if (!grant.getAccessToken().isInvalidated()) {
			this.grantRevocation.end(grant.getId(), RevocationCause.REUSE);
		}
		report(grant.getId(), registeredClientId, "an authorization code");
	}

	private static Counter counter(MeterRegistry meters, String token) {
		return Counter.builder("soundlift.token.reuses")
			.description("Codes and refresh tokens that were used again")
			.tag("token", token)
			.register(meters);
	}

	private static void report(String id, String registeredClientId, String what) {
		logger.warn("Security: {} of client '{}' was used twice; grant '{}' is revoked", what, registeredClientId, id);
	}

}
