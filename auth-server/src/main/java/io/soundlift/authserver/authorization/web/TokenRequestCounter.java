package io.soundlift.authserver.authorization.web;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/**
 * Counts the requests to the token endpoint that got tokens.
 */
final class TokenRequestCounter implements AuthenticationProvider {

	private final AuthenticationProvider tokens;

	private final TokenMeters meters;

	TokenRequestCounter(AuthenticationProvider tokens, TokenMeters meters) {
		this.tokens = tokens;
		this.meters = meters;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		Authentication answer = this.tokens.authenticate(authentication);
		if (answer != null && authentication instanceof OAuth2AuthorizationGrantAuthenticationToken request) {
			this.meters.issued(request.getGrantType());
		}
		return answer;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.tokens.supports(authentication);
	}

}
