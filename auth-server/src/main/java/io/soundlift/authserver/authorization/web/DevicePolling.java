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

/**
 * Reason for which a device gets no tokens, where Spring Security gives none (RFC 8628,
 * section 3.5): that it asks too often, and that its code was used.
 */
final class DevicePolling implements AuthenticationProvider {

	/**
	 * A second less than devices are told, for requests do not travel at one speed. Once
	 * the person has decided there is nothing to wait for.
	 */
	private static final Duration LEAST = DeviceCodeAnswer.INTERVAL.minusSeconds(1);

	private static final ThrottlePolicy PENDING = new ThrottlePolicy(1, LEAST, LEAST);

	private static final String KIND = "device-poll";

	private static final String AUTHORIZATION_PENDING = "authorization_pending";

	private static final String SLOW_DOWN = "slow_down";

	private static final OAuth2TokenType DEVICE_CODE = new OAuth2TokenType(OAuth2ParameterNames.DEVICE_CODE);

	private final AuthenticationProvider grant;

	private final OAuth2AuthorizationService authorizations;

	private final DeviceRequests deviceRequests;

	private final Throttle throttle;

	DevicePolling(AuthenticationProvider grant, OAuth2AuthorizationService authorizations,
			DeviceRequests deviceRequests, Throttle throttle) {
		this.grant = grant;
		this.authorizations = authorizations;
		this.deviceRequests = deviceRequests;
		this.throttle = throttle;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		try {
			return this.grant.authenticate(authentication);
		}
		catch (OAuth2AuthenticationException ex) {
			String deviceCode = ((OAuth2DeviceCodeAuthenticationToken) authentication).getDeviceCode();
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

	@Override
	public boolean supports(Class<?> authentication) {
		return this.grant.supports(authentication);
	}

	/** Only a device whose code a person has entered gets a counter of its own. */
	private boolean mayPoll(String deviceCode) {
		return this.deviceRequests.mayPoll(deviceCode, LEAST)
			.orElseGet(() -> this.throttle.tryAcquire(KIND, deviceCode, PENDING));
	}

	private boolean wasRedeemed(String deviceCode) {
		OAuth2Authorization authorization = this.authorizations.findByToken(deviceCode, DEVICE_CODE);
		return authorization == null || authorization.getAccessToken() != null;
	}

}
