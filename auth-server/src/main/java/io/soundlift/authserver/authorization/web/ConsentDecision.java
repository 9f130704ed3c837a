package io.soundlift.authserver.authorization.web;

import java.util.Set;

import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;

/**
 * Check of the person's answer on the consent page: without an explicit "allow" nothing
 * is granted, and what was granted before is taken back.
 */
final class ConsentDecision {

	static final String PARAMETER = "decision";

	static final String ALLOW = "allow";

	private ConsentDecision() {
	}

	static void apply(OAuth2AuthorizationConsentAuthenticationContext context) {
		OAuth2AuthorizationConsentAuthenticationToken answer = context.getAuthentication();
		if (!ALLOW.equals(answer.getAdditionalParameters().get(PARAMETER))) {
			context.getAuthorizationConsent().authorities(Set::clear);
		}
	}

}
