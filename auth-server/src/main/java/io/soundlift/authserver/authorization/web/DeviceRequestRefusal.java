package io.soundlift.authserver.authorization.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ErrorAuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Response to a device whose request failed: with the time to wait if it may succeed
 * later, otherwise as RFC 6749, section 5.2 requires.
 */
final class DeviceRequestRefusal implements AuthenticationFailureHandler {

	private static final String RETRY_AFTER_SECONDS = "5";

	private final OAuth2ErrorHttpMessageConverter errors = new OAuth2ErrorHttpMessageConverter();

	private final AuthenticationFailureHandler others = new OAuth2ErrorAuthenticationFailureHandler();

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException, ServletException {
		if (failure instanceof OAuth2AuthenticationException refused
				&& OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE.equals(refused.getError().getErrorCode())) {
			response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
			ServletServerHttpResponse answer = new ServletServerHttpResponse(response);
			answer.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			this.errors.write(refused.getError(), null, answer);
		}
		else {
			this.others.onAuthenticationFailure(request, response, failure);
		}
	}

}
