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
 * Rules for when a person is asked before a client is let in, and what the answer means.
 */
final class ConsentRules {

	private static final String DECISION = "decision";

	private static final String ALLOW = "allow";

	private ConsentRules() {
	}

	/**
	 * Returns whether a person is asked before a client gets a code. A public client is
	 * asked for each time: any program can pass for it, and must not be let in without a
	 * person noticing (RFC 8252, section 8.6).
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
	 * Grants nothing without an explicit "allow", and takes back what was granted before.
	 * @param context the answer of the person, and the consent that it leads to
	 */
	static void decide(OAuth2AuthorizationConsentAuthenticationContext context) {
		OAuth2AuthorizationConsentAuthenticationToken answer = context.getAuthentication();
		if (!ALLOW.equals(answer.getAdditionalParameters().get(DECISION))) {
			context.getAuthorizationConsent().authorities(Set::clear);
		}
	}

	/**
	 * Turns the refusal of a consent that was sent twice at once into the kind of error
	 * that the authorization endpoint expects; any other would end as a 500.
	 * @param request the consent
	 * @param provider Spring Security's provider
	 * @return its answer
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
