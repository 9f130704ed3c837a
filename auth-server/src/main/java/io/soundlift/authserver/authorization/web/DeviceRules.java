package io.soundlift.authserver.authorization.web;

import java.time.Duration;

import io.soundlift.authserver.authorization.DeviceRequests;
import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Rules of the device grant that Spring Security lacks.
 */
@Component
final class DeviceRules {

	/**
	 * A second less than the announced interval, since latency varies. Does not apply
	 * once the person has decided.
	 */
	private static final Duration LEAST = DeviceCodeAnswer.INTERVAL.minusSeconds(1);

	private static final ThrottlePolicy PENDING = new ThrottlePolicy(1, LEAST, LEAST);

	private static final String POLL = "device-poll";

	private static final ThrottlePolicy WRONG_CODES = new ThrottlePolicy(5, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	private static final String USER_CODE = "user-code";

	private static final String AUTHORIZATION_PENDING = "authorization_pending";

	private static final String SLOW_DOWN = "slow_down";

	private static final OAuth2TokenType DEVICE_CODE = new OAuth2TokenType(OAuth2ParameterNames.DEVICE_CODE);

	private final OAuth2AuthorizationService authorizations;

	private final DeviceRequests deviceRequests;

	private final Throttle throttle;

	DeviceRules(OAuth2AuthorizationService authorizations, DeviceRequests deviceRequests, Throttle throttle) {
		this.authorizations = authorizations;
		this.deviceRequests = deviceRequests;
		this.throttle = throttle;
	}

	/**
	 * Adds the reasons for which a device gets no tokens (RFC 8628, section 3.5): it
	 * polls too often, or its code was already used.
	 * @param request the poll of a device
	 * @param provider Spring Security's provider
	 * @return the tokens
	 */
	@Nullable Authentication poll(Authentication request, AuthenticationProvider provider) {
		try {
			return provider.authenticate(request);
		}
		catch (OAuth2AuthenticationException ex) {
			String deviceCode = ((OAuth2DeviceCodeAuthenticationToken) request).getDeviceCode();
			String error = ex.getError().getErrorCode();
			if (AUTHORIZATION_PENDING.equals(error) && !mayPoll(deviceCode)) {
				throw new OAuth2AuthenticationException(SLOW_DOWN);
			}
			if (OAuth2ErrorCodes.ACCESS_DENIED.equals(error) && wasRedeemed(deviceCode)) {
				throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
			}
			throw ex;
		}
	}

	/** Only a device whose user code was entered has its own counter. */
	private boolean mayPoll(String deviceCode) {
		return this.deviceRequests.mayPoll(deviceCode, LEAST)
			.orElseGet(() -> this.throttle.tryAcquire(POLL, deviceCode, PENDING));
	}

	private boolean wasRedeemed(String deviceCode) {
		OAuth2Authorization authorization = this.authorizations.findByToken(deviceCode, DEVICE_CODE);
		return authorization == null || authorization.getAccessToken() != null;
	}

	/**
	 * Prevents guessing of the short user codes of other devices (RFC 8628, section 5.1).
	 * @param request the code that a person has entered
	 * @param provider Spring Security's provider
	 * @return its result
	 */
	@Nullable Authentication verify(Authentication request, AuthenticationProvider provider) {
		if (!this.throttle.tryAcquire(USER_CODE, request.getName(), WRONG_CODES)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		Authentication verified = provider.authenticate(request);
		// wrong codes keep counting, since anybody can get a correct one with a device of
		// their own
		this.throttle.takeBack(USER_CODE, request.getName());
		return verified;
	}

}
