package io.soundlift.authserver.authorization.web;

import java.util.stream.Stream;

import io.soundlift.authserver.authorization.ProviderRule;
import io.soundlift.authserver.key.IdTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Validation of a client's request to sign its user out (OpenID Connect RP-Initiated
 * Logout 1.0). The ID token itself identifies the user. Spring Security's own check looks
 * up its grant and session, and fails when the grant was revoked first or the user has
 * signed in again.
 */
@Component
final class SignOutByClient implements ProviderRule {

	private final IdTokens idTokens;

	private final RegisteredClientRepository clients;

	SignOutByClient(IdTokens idTokens, RegisteredClientRepository clients) {
		this.idTokens = idTokens;
		this.clients = clients;
	}

	@Override
	public Authentication authenticate(Authentication authentication, AuthenticationProvider provider) {
		OidcLogoutAuthenticationToken request = (OidcLogoutAuthenticationToken) authentication;
		OidcIdToken idToken = this.idTokens.readHint(request.getIdTokenHint())
			.orElseThrow(() -> refusal(OAuth2ErrorCodes.INVALID_TOKEN, "id_token_hint"));
		RegisteredClient client = idToken.getAudience()
			.stream()
			.flatMap((clientId) -> Stream.ofNullable(this.clients.findByClientId(clientId)))
			.findFirst()
			.orElseThrow(() -> refusal(OAuth2ErrorCodes.INVALID_TOKEN, "aud"));
		if (isGiven(request.getClientId()) && !client.getClientId().equals(request.getClientId())) {
			throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, OAuth2ParameterNames.CLIENT_ID);
		}
		if (isGiven(request.getPostLogoutRedirectUri())
				&& !client.getPostLogoutRedirectUris().contains(request.getPostLogoutRedirectUri())) {
			throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "post_logout_redirect_uri");
		}
		Authentication person = (Authentication) request.getPrincipal();
		if (request.isPrincipalAuthenticated() && !person.getName().equals(idToken.getSubject())) {
			throw refusal(OAuth2ErrorCodes.INVALID_TOKEN, "sub");
		}
		return new OidcLogoutAuthenticationToken(idToken, person, request.getSessionId(), request.getClientId(),
				request.getPostLogoutRedirectUri(), request.getState());
	}

	private static boolean isGiven(@Nullable String parameter) {
		return parameter != null && !parameter.isBlank();
	}

	private static OAuth2AuthenticationException refusal(String code, String parameter) {
		return new OAuth2AuthenticationException(
				new OAuth2Error(code, "OpenID Connect logout parameter: " + parameter, null));
	}

}
