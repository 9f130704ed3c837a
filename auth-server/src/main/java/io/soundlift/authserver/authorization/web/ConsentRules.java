package io.soundlift.authserver.authorization.web;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Rules for when a client requires consent, and for the meaning of the answer.
 */
final class ConsentRules {

	private static final String DECISION = "decision";

	private static final String ALLOW = "allow";

	private ConsentRules() {
	}

	/**
	 * Returns whether consent is required before a client gets a code. A public client
	 * requires it each time: any program can impersonate it, and must not get access
	 * unnoticed (RFC 8252, section 8.6).
	 * @param context the request of the client
	 * @return whether to show the consent page
	 */
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

	/**
	 * Grants nothing without an explicit "allow", and revokes what was granted before.
	 * @param context the answer of the person, and the resulting consent
	 */
	static void decide(OAuth2AuthorizationConsentAuthenticationContext context) {
		OAuth2AuthorizationConsentAuthenticationToken answer = context.getAuthentication();
		if (!ALLOW.equals(answer.getAdditionalParameters().get(DECISION))) {
			context.getAuthorizationConsent().authorities(Set::clear);
		}
	}

	/**
	 * Converts the refusal of a consent that was sent twice concurrently into the kind of
	 * error that the authorization endpoint expects; any other would result in a 500.
	 * @param request the consent
	 * @param provider Spring Security's provider
	 * @return its result
	 */
	static @Nullable Authentication withExpectedError(Authentication request, AuthenticationProvider provider) {
		try {
			return provider.authenticate(request);
		}
		catch (OAuth2AuthorizationCodeRequestAuthenticationException ex) {
			throw ex;
		}
		catch (OAuth2AuthenticationException ex) {
			throw new OAuth2AuthorizationCodeRequestAuthenticationException(ex.getError(), ex, null);
		}
	}

}
