package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.authserver.token.TooManyTokensException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ErrorAuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Response to a client that sends too many requests: status 429, as in RFC 9126, section
 * 2.3, for an OAuth2 endpoint, with {@code Retry-After} (RFC 6585, section 4). OAuth2 has
 * no error code for that; {@code temporarily_unavailable} (RFC 6749, section 4.1.2.1) is
 * the closest one that clients know.
 */
final class TooManyRequests implements AuthenticationFailureHandler {

	/** Advice on too many requests for tokens. */
	static final String KEEP_TOKENS = "Too many requests. Keep an access token until it expires.";

	private final AuthenticationFailureHandler others = new OAuth2ErrorAuthenticationFailureHandler();

	/**
	 * Writes the answer.
	 * @param response the response
	 * @param wait time until the next request is served, more than zero
	 * @param description which limit was exceeded, without quotation marks
	 */
	static void write(HttpServletResponse response, Duration wait, String description) throws IOException {
		response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
		response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.plusMillis(999).toSeconds()));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getWriter()
			.write("{\"error\":\"temporarily_unavailable\",\"error_description\":\"" + description + "\"}");
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException, ServletException {
		if (failure instanceof TooManyTokensException tooMany) {
			write(response, tooMany.retryAfter(), KEEP_TOKENS);
			return;
		}
		this.others.onAuthenticationFailure(request, response, failure);
	}

}
