package io.soundlift.authserver.authorization.web;

import io.soundlift.authserver.authorization.TokenReuse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Looks at each code and refresh token that was refused, whether it was used before.
 */
@Component
final class ReuseDetection implements ProviderRule {

	private final TokenReuse tokenReuse;

	ReuseDetection(TokenReuse tokenReuse) {
		this.tokenReuse = tokenReuse;
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
				refused(request, client.getRegisteredClient());
			}
			throw ex;
		}
	}

	private void refused(Authentication request, RegisteredClient client) {
		if (request instanceof OAuth2RefreshTokenAuthenticationToken refresh) {
			this.tokenReuse.refreshTokenRefused(refresh.getRefreshToken(), client.getId());
		}
		else if (request instanceof OAuth2AuthorizationCodeAuthenticationToken code) {
			this.tokenReuse.codeRefused(code.getCode(), client.getId());
		}
	}

}
