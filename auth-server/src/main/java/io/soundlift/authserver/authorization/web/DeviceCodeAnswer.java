package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.endpoint.OAuth2DeviceAuthorizationResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2DeviceAuthorizationResponseHttpMessageConverter;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/**
 * Response to a device with its codes and the polling interval, which Spring Security
 * omits (RFC 8628, section 3.2).
 */
final class DeviceCodeAnswer implements AuthenticationSuccessHandler {

	static final Duration INTERVAL = Duration.ofSeconds(5);

	private final OAuth2DeviceAuthorizationResponseHttpMessageConverter converter = new OAuth2DeviceAuthorizationResponseHttpMessageConverter();

	private final String verificationUri;

	DeviceCodeAnswer(String verificationUri) {
		this.verificationUri = verificationUri;
	}

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
			Authentication authentication) throws IOException {
		OAuth2DeviceAuthorizationRequestAuthenticationToken started = (OAuth2DeviceAuthorizationRequestAuthenticationToken) authentication;
		OAuth2DeviceCode deviceCode = started.getDeviceCode();
		OAuth2UserCode userCode = started.getUserCode();
		if (deviceCode == null || userCode == null) {
			throw new IllegalStateException("The device got no codes");
		}
		OAuth2DeviceAuthorizationResponse answer = OAuth2DeviceAuthorizationResponse.with(deviceCode, userCode)
			.verificationUri(this.verificationUri)
			.verificationUriComplete(this.verificationUri + "?user_code=" + userCode.getTokenValue())
			.interval(INTERVAL.toSeconds())
			.build();
		this.converter.write(answer, null, new ServletServerHttpResponse(response));
	}

}
