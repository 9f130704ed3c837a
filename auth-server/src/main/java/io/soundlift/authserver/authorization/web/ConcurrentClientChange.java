package io.soundlift.authserver.authorization.web;

import io.soundlift.authserver.authorization.ClientUses;
import io.soundlift.authserver.authorization.ProviderRule;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Refusal of the token of a client that was deleted, lost a scope, or got another secret
 * while the token was created.
 */
@Component
final class ConcurrentClientChange implements ProviderRule {

	private final ClientUses uses;

	ConcurrentClientChange(ClientUses uses) {
		this.uses = uses;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider) {
		Authentication granted = provider.authenticate(request);
		if (granted instanceof OAuth2AccessTokenAuthenticationToken token
				&& !this.uses.note(token.getRegisteredClient())) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
		}
		return granted;
	}

}
