package io.soundlift.authserver.authorization.web;

import java.util.HashSet;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2DeviceAuthorizationRequestAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;

/**
 * Scopes of requests. A client that requests none gets all of its own (RFC 6749, section
 * 3.3). Two that libraries request automatically are ignored instead of refused:
 * {@code openid} in grants without an ID token, and {@code offline_access}, since apps
 * get refresh tokens anyway (OpenID Connect Core 1.0, section 11).
 */
final class RequestedScopes {

	private static final String OFFLINE_ACCESS = "offline_access";

	private static final OAuth2AuthorizationCodeRequestAuthenticationConverter AUTHORIZATION = new OAuth2AuthorizationCodeRequestAuthenticationConverter();

	private static final OAuth2RefreshTokenAuthenticationConverter REFRESH = new OAuth2RefreshTokenAuthenticationConverter();

	private static final OAuth2ClientCredentialsAuthenticationConverter CLIENT_CREDENTIALS = new OAuth2ClientCredentialsAuthenticationConverter();

	private static final OAuth2DeviceAuthorizationRequestAuthenticationConverter DEVICE = new OAuth2DeviceAuthorizationRequestAuthenticationConverter();

	private RequestedScopes() {
	}

	static @Nullable Authentication authorization(HttpServletRequest request) {
		if (AUTHORIZATION.convert(request) instanceof OAuth2AuthorizationCodeRequestAuthenticationToken token
				&& token.getScopes().contains(OFFLINE_ACCESS)
				&& token.getPrincipal() instanceof Authentication person) {
			return new OAuth2AuthorizationCodeRequestAuthenticationToken(token.getAuthorizationUri(),
					token.getClientId(), person, token.getRedirectUri(), token.getState(),
					withoutOfflineAccess(token.getScopes()), token.getAdditionalParameters());
		}
		return null;
	}

	/**
	 * Reads a request for a refresh.
	 * @param request the request
	 * @param authorizations grants, some of which have no ID token
	 */
	static @Nullable Authentication refresh(HttpServletRequest request, OAuth2AuthorizationService authorizations) {
		if (REFRESH.convert(request) instanceof OAuth2RefreshTokenAuthenticationToken token
				&& token.getPrincipal() instanceof Authentication client) {
			Set<String> scopes = withoutOfflineAccess(token.getScopes());
			if (scopes.contains(OidcScopes.OPENID)) {
				OAuth2Authorization grant = authorizations.findByToken(token.getRefreshToken(),
						OAuth2TokenType.REFRESH_TOKEN);
				if (grant != null && !grant.getAuthorizedScopes().contains(OidcScopes.OPENID)) {
					scopes.remove(OidcScopes.OPENID);
				}
			}
			return new OAuth2RefreshTokenAuthenticationToken(token.getRefreshToken(), client, scopes,
					token.getAdditionalParameters());
		}
		return null;
	}

	private static Set<String> withoutOfflineAccess(Set<String> requested) {
		Set<String> scopes = new HashSet<>(requested);
		scopes.remove(OFFLINE_ACCESS);
		return scopes;
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
		Set<String> scopes = withoutOfflineAccess(requested);
		if (scopes.isEmpty() && registered != null) {
			scopes.addAll(registered.getScopes());
		}
		scopes.remove(OidcScopes.OPENID);
		return scopes;
	}

}
