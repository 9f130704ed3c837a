package io.soundlift.authserver.authorization.web;

import java.util.Optional;

import io.soundlift.authserver.authorization.IssuedTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Revocation and introspection by a client, of the access tokens and refresh tokens that
 * it got itself.
 */
@Component
final class OwnTokens {

	private final IssuedTokens tokens;

	OwnTokens(IssuedTokens tokens) {
		this.tokens = tokens;
	}

	/**
	 * Revokes a token (RFC 7009): the whole grant ends, whichever of its tokens is given.
	 * @param authentication the request of a client
	 * @param provider Spring Security's provider, which would leave the grant
	 * @return the same request
	 */
	Authentication revoke(Authentication authentication, AuthenticationProvider provider) {
		OAuth2TokenRevocationAuthenticationToken request = (OAuth2TokenRevocationAuthenticationToken) authentication;
		String clientId = idOfClient(request);
		Optional<String> owner = this.tokens.clientOf(request.getToken());
		if (owner.isPresent()) {
			if (!owner.get().equals(clientId)) {
				throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
			}
			this.tokens.revoke(request.getToken());
		}
		return request;
	}

	/**
	 * Introspects a token. What is not the client's own is not active, for the client has
	 * no business with it (RFC 7662, section 2.2).
	 * @param authentication the request of a client
	 * @param provider Spring Security's provider
	 * @return what is known of the token
	 */
	@Nullable Authentication introspect(Authentication authentication, AuthenticationProvider provider) {
		OAuth2TokenIntrospectionAuthenticationToken request = (OAuth2TokenIntrospectionAuthenticationToken) authentication;
		if (this.tokens.clientOf(request.getToken()).filter(idOfClient(request)::equals).isPresent()) {
			return provider.authenticate(request);
		}
		return new OAuth2TokenIntrospectionAuthenticationToken(request.getToken(),
				(Authentication) request.getPrincipal(), OAuth2TokenIntrospection.builder().build());
	}

	private static String idOfClient(Authentication request) {
		if (request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client && client.isAuthenticated()
				&& client.getRegisteredClient() != null) {
			return client.getRegisteredClient().getId();
		}
		throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
	}

}
