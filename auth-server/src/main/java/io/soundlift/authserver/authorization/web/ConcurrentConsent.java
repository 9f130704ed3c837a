package io.soundlift.authserver.authorization.web;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;

/**
 * Turns the refusal of a consent that was sent twice at once into the kind of error that
 * the authorization endpoint expects; any other would end as a 500.
 */
final class ConcurrentConsent implements AuthenticationProvider {

	private final AuthenticationProvider consent;

	ConcurrentConsent(AuthenticationProvider consent) {
		this.consent = consent;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		try {
			return this.consent.authenticate(authentication);
		}
		catch (OAuth2AuthorizationCodeRequestAuthenticationException ex) {
			throw ex;
		}
		catch (OAuth2AuthenticationException ex) {
			throw new OAuth2AuthorizationCodeRequestAuthenticationException(ex.getError(), ex, null);
		}
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.consent.supports(authentication);
	}

}
