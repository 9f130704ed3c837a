package io.soundlift.authserver.authorization.web;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Rule for when a person is asked before a client gets a code. A public client is asked
 * for each time: any program can pass for it, and must not be let in without a person
 * noticing (RFC 8252, section 8.6).
 */
final class ConsentRule {

	private ConsentRule() {
	}

	static boolean isConsentRequired(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
		RegisteredClient client = context.getRegisteredClient();
		if (!client.getClientSettings().isRequireAuthorizationConsent()) {
			return false;
		}
		Set<String> scopes = requestedScopes(context);
		return client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)
				|| (!scopes.equals(Set.of(OidcScopes.OPENID)) && !isAllowed(context.getAuthorizationConsent(), scopes));
	}

	private static boolean isAllowed(@Nullable OAuth2AuthorizationConsent consent, Set<String> scopes) {
		return consent != null && consent.getScopes().containsAll(scopes);
	}

	private static Set<String> requestedScopes(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
		return (context.getAuthorizationRequest() != null) ? context.getAuthorizationRequest().getScopes() : Set.of();
	}

}
