package io.soundlift.authserver.authorization.web;

import io.soundlift.authserver.authorization.IssuedTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Introspection by a client of its own access tokens and refresh tokens. All else is not
 * active, for the client has no business with it (RFC 7662, section 2.2).
 */
final class TokenIntrospection implements AuthenticationProvider {

	private final AuthenticationProvider introspection;

	private final IssuedTokens tokens;

	TokenIntrospection(AuthenticationProvider introspection, IssuedTokens tokens) {
		this.introspection = introspection;
		this.tokens = tokens;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		OAuth2TokenIntrospectionAuthenticationToken request = (OAuth2TokenIntrospectionAuthenticationToken) authentication;
		RegisteredClient client = AuthenticatedClient.of(request);
		if (this.tokens.clientOf(request.getToken()).filter(client.getId()::equals).isPresent()) {
			return this.introspection.authenticate(request);
		}
		return new OAuth2TokenIntrospectionAuthenticationToken(request.getToken(),
				(Authentication) request.getPrincipal(), OAuth2TokenIntrospection.builder().build());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.introspection.supports(authentication);
	}

}
