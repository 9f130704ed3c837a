package io.soundlift.authserver.authorization.web;

import java.util.HashSet;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2DeviceAuthorizationRequestAuthenticationConverter;

/**
 * Default of all scopes of a client when it asks for none (RFC 6749, section 3.3). In
 * these grants there is no ID token, so {@code openid} is left out instead of refused.
 */
final class DefaultScopes {

	private static final OAuth2ClientCredentialsAuthenticationConverter CLIENT_CREDENTIALS = new OAuth2ClientCredentialsAuthenticationConverter();

	private static final OAuth2DeviceAuthorizationRequestAuthenticationConverter DEVICE = new OAuth2DeviceAuthorizationRequestAuthenticationConverter();

	private DefaultScopes() {
	}

	static @Nullable Authentication clientCredentials(HttpServletRequest request) {
		if (CLIENT_CREDENTIALS.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken token
				&& token.getPrincipal() instanceof Authentication client) {
			return new OAuth2ClientCredentialsAuthenticationToken(client, scopes(client, token.getScopes()),
					token.getAdditionalParameters());
		}
		return null;
	}

	static @Nullable Authentication device(HttpServletRequest request) {
		if (DEVICE.convert(request) instanceof OAuth2DeviceAuthorizationRequestAuthenticationToken token
				&& token.getPrincipal() instanceof Authentication client) {
			return new OAuth2DeviceAuthorizationRequestAuthenticationToken(client, token.getAuthorizationUri(),
					scopes(client, token.getScopes()), token.getAdditionalParameters());
		}
		return null;
	}

	private static Set<String> scopes(Authentication client, Set<String> requested) {
		RegisteredClient registered = (client instanceof OAuth2ClientAuthenticationToken token)
				? token.getRegisteredClient() : null;
		Set<String> scopes = new HashSet<>(requested);
		if (scopes.isEmpty() && registered != null) {
			scopes.addAll(registered.getScopes());
		}
		scopes.remove(OidcScopes.OPENID);
		return scopes;
	}

}
