package io.soundlift.authserver.authorization.web;

import io.soundlift.authserver.authorization.ClientUses;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;

/**
 * Keeps back the token of a client that was deleted, lost a scope, or got another secret
 * while the token was made.
 */
final class ConcurrentClientChange implements AuthenticationProvider {

	private final AuthenticationProvider grant;

	private final ClientUses uses;

	ConcurrentClientChange(AuthenticationProvider grant, ClientUses uses) {
		this.grant = grant;
		this.uses = uses;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		Authentication granted = this.grant.authenticate(authentication);
		if (granted instanceof OAuth2AccessTokenAuthenticationToken token
				&& !this.uses.note(token.getRegisteredClient())) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
		}
		return granted;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.grant.supports(authentication);
	}

}
