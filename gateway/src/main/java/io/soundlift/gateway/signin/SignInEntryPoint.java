package io.soundlift.gateway.signin;

import java.io.IOException;

import io.soundlift.gateway.security.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Entry point that sends a browser that follows a link, such as one in a mail, through
 * the sign-in and back. Programs and scripts get an error.
 */
final class SignInEntryPoint implements AuthenticationEntryPoint {

	private final ProblemWriter problems;

	SignInEntryPoint(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (isNavigation(request)) {
			response.sendRedirect(ReturnPath.signInFor(request));
		}
		else {
			this.problems.commence(request, response, ex);
		}
	}

	/** Browsers accept HTML explicitly when they follow a link; scripts do not. */
	private static boolean isNavigation(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return HttpMethod.GET.matches(request.getMethod()) && accept != null
				&& accept.contains(MediaType.TEXT_HTML_VALUE);
	}

}
