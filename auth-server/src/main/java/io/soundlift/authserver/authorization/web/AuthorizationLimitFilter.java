package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.authserver.throttle.TokenLimits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limit on the authorization requests of a signed-in person, since each stores a pending
 * grant.
 */
final class AuthorizationLimitFilter extends OncePerRequestFilter {

	private static final String AUTHORIZATION = "/oauth2/authorize";

	private final TokenLimits limits;

	AuthorizationLimitFilter(TokenLimits limits) {
		this.limits = limits;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !AUTHORIZATION.equals(request.getServletPath());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		Duration wait = (authentication instanceof UsernamePasswordAuthenticationToken person
				&& person.isAuthenticated()) ? this.limits.requestOfAccount(AUTHORIZATION, person.getName())
						: Duration.ZERO;
		if (!wait.isZero()) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.plusMillis(999).toSeconds()));
			response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
			return;
		}
		filterChain.doFilter(request, response);
	}

}
