package io.soundlift.gateway.security;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.gateway.problem.ProblemResponses;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/**
 * Writer of problem details for 401, 403 and 503 of the security filters, with the
 * challenge of RFC 6750 where a token is missing or not sufficient.
 */
@Component
public final class ProblemWriter implements AuthenticationEntryPoint, AccessDeniedHandler {

	private static final Logger logger = LoggerFactory.getLogger(ProblemWriter.class);

	private static final Duration RETRY = Duration.ofSeconds(5);

	private final BearerTokenAuthenticationEntryPoint unauthenticated = new BearerTokenAuthenticationEntryPoint();

	private final BearerTokenAccessDeniedHandler denied = new BearerTokenAccessDeniedHandler();

	private final ProblemResponses responses;

	ProblemWriter(ProblemResponses responses) {
		this.responses = responses;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (ex instanceof AuthenticationServiceException) {
			logger.warn("A token can't be checked: {}", ex.toString());
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY.toSeconds()));
			write(request, response, ProblemType.AUTHENTICATION_UNAVAILABLE,
					"Your sign-in can't be checked because the authorization server does not answer. Try again in a moment.");
			return;
		}
		this.unauthenticated.commence(request, response, ex);
		write(request, response, ProblemType.UNAUTHENTICATED,
				"The call needs an access token of this system in the header Authorization: Bearer, or a signed-in session.");
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex)
			throws IOException {
		if (ex instanceof CsrfException) {
			write(request, response, ProblemType.CSRF_TOKEN_MISSING,
					"A call by session that changes something needs the header X-CSRF-TOKEN with the token from GET /api/session.");
			return;
		}
		this.denied.handle(request, response, ex);
		write(request, response, ProblemType.INSUFFICIENT_SCOPE,
				"Reading needs the scope conversions:read, uploading and deleting need conversions:write.");
	}

	/**
	 * Writes a response, which is a page if a browser prefers HTML.
	 * @param request the request
	 * @param response the response
	 * @param type what is wrong
	 * @param detail what is wrong with this request, and what would be right
	 * @throws IOException if the client has disconnected
	 */
	public void write(HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
			throws IOException {
		ProblemResponses.write(this.responses.answer(request, type, detail), response);
	}

}
