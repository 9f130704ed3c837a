package io.soundlift.authserver.authorization.web;

import java.util.List;

import io.soundlift.authserver.authorization.DeviceRequests;
import io.soundlift.authserver.throttle.Throttle;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationProvider;
import org.springframework.stereotype.Component;

/**
 * Adds to Spring Security's device grant what it lacks.
 */
@Component
final class DeviceRules {

	private final OAuth2AuthorizationService authorizations;

	private final DeviceRequests deviceRequests;

	private final Throttle throttle;

	DeviceRules(OAuth2AuthorizationService authorizations, DeviceRequests deviceRequests, Throttle throttle) {
		this.authorizations = authorizations;
		this.deviceRequests = deviceRequests;
		this.throttle = throttle;
	}

	void verification(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> {
			if (provider instanceof OAuth2DeviceVerificationAuthenticationProvider verification) {
				// always ask: a link must not be enough to let another's device in
				verification.setAuthorizationConsentRequired((context) -> true);
				return new ThrottledDeviceVerification(verification, this.throttle);
			}
			if (provider instanceof OAuth2DeviceAuthorizationConsentAuthenticationProvider consent) {
				consent.setAuthorizationConsentCustomizer(ConsentDecision::apply);
			}
			return provider;
		});
	}

	void redemption(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider instanceof OAuth2DeviceCodeAuthenticationProvider)
				? new DevicePolling(provider, this.authorizations, this.deviceRequests, this.throttle) : provider);
	}

}
