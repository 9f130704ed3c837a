package io.soundlift.authserver.authorization.web;

import java.time.Duration;

import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * Keeps people from guessing the short codes of others' devices (RFC 8628, section 5.1).
 */
final class ThrottledDeviceVerification implements AuthenticationProvider {

	private static final ThrottlePolicy WRONG_CODES = new ThrottlePolicy(5, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	private static final String KIND = "user-code";

	private final AuthenticationProvider verification;

	private final Throttle throttle;

	ThrottledDeviceVerification(AuthenticationProvider verification, Throttle throttle) {
		this.verification = verification;
		this.throttle = throttle;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		if (!this.throttle.tryAcquire(KIND, authentication.getName(), WRONG_CODES)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		Authentication verified = this.verification.authenticate(authentication);
		// wrong codes keep counting, for anybody has a right one of an own device
		this.throttle.takeBack(KIND, authentication.getName());
		return verified;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.verification.supports(authentication);
	}

}
