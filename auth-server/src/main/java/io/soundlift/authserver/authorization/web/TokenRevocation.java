package io.soundlift.authserver.authorization.web;

import java.util.Optional;

import io.soundlift.authserver.authorization.IssuedTokens;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;

/**
 * Revocation of tokens (RFC 7009): the whole grant ends, whichever of its tokens is
 * given.
 */
final class TokenRevocation implements AuthenticationProvider {

	private final IssuedTokens tokens;

	TokenRevocation(IssuedTokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		OAuth2TokenRevocationAuthenticationToken request = (OAuth2TokenRevocationAuthenticationToken) authentication;
		String clientId = AuthenticatedClient.of(request).getId();
		Optional<String> owner = this.tokens.clientOf(request.getToken());
		if (owner.isPresent()) {
			if (!owner.get().equals(clientId)) {
				throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
			}
			this.tokens.revoke(request.getToken());
		}
		return request;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return OAuth2TokenRevocationAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
