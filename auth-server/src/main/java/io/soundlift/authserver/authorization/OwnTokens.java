package io.soundlift.authserver.authorization;

import java.util.Optional;

import io.soundlift.authserver.token.GrantId;
import io.soundlift.authserver.token.RefreshTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Revocation and introspection by a client, of its own access tokens and refresh tokens,
 * including replaced ones. ID tokens and codes are not supported.
 */
@Component
public final class OwnTokens {

	private final RefreshTokens refreshTokens;

	private final JwtDecoder accessTokens;

	private final MongoOperations mongo;

	private final GrantRevocation grantRevocation;

	OwnTokens(RefreshTokens refreshTokens, JwtDecoder accessTokens, MongoOperations mongo,
			GrantRevocation grantRevocation) {
		this.refreshTokens = refreshTokens;
		this.accessTokens = accessTokens;
		this.mongo = mongo;
		this.grantRevocation = grantRevocation;
	}

	/**
	 * Revokes a token (RFC 7009): the whole grant ends, whichever of its tokens is
	 * presented.
	 * @param authentication the request of a client
	 * @param provider Spring Security's provider, which would keep the grant
	 * @return the same request
	 */
	public Authentication revoke(Authentication authentication, AuthenticationProvider provider) {
		OAuth2TokenRevocationAuthenticationToken request = (OAuth2TokenRevocationAuthenticationToken) authentication;
		String clientId = idOfClient(request);
		grantOf(request.getToken()).ifPresent((grant) -> {
			if (!grant.clientId().equals(clientId)) {
				throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
			}
			this.grantRevocation.end(grant.id(), RevocationCause.GIVEN_BACK);
		});
		return request;
	}

	/**
	 * Introspects a token. Tokens of other clients are reported as not active (RFC 7662,
	 * section 2.2).
	 * @param authentication the request of a client
	 * @param provider Spring Security's provider
	 * @return the introspection result
	 */
	public @Nullable Authentication introspect(Authentication authentication, AuthenticationProvider provider) {
		OAuth2TokenIntrospectionAuthenticationToken request = (OAuth2TokenIntrospectionAuthenticationToken) authentication;
		String clientId = idOfClient(request);
		if (grantOf(request.getToken()).filter((grant) -> grant.clientId().equals(clientId)).isPresent()) {
			return provider.authenticate(request);
		}
		return new OAuth2TokenIntrospectionAuthenticationToken(request.getToken(),
				(Authentication) request.getPrincipal(), OAuth2TokenIntrospection.builder().build());
	}

	private Optional<AuthorizationDocument> grantOf(String token) {
		return this.refreshTokens.grantOf(token)
			.or(() -> grantOfAccessToken(token))
			.map((id) -> this.mongo.findById(id, AuthorizationDocument.class));
	}

	private Optional<String> grantOfAccessToken(String token) {
		try {
			return Optional.ofNullable(this.accessTokens.decode(token).getClaimAsString(GrantId.CLAIM));
		}
		catch (JwtException ex) {
			return Optional.empty();
		}
	}

	private static String idOfClient(Authentication request) {
		if (request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client && client.isAuthenticated()
				&& client.getRegisteredClient() != null) {
			return client.getRegisteredClient().getId();
		}
		throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
	}

}
