package io.soundlift.authserver.account.web;

import java.io.IOException;

import io.soundlift.authserver.account.HashingBusyException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Response to requests whose password is not hashed because too many are waiting,
 * including those from Spring Security's own filters. Spring MVC responds likewise to
 * those from controllers.
 */
@Component
@Order(BusyHashingFilter.BEFORE_SECURITY)
final class BusyHashingFilter extends OncePerRequestFilter {

	static final int BEFORE_SECURITY = SecurityFilterProperties.DEFAULT_FILTER_ORDER - 1;

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		try {
			filterChain.doFilter(request, response);
		}
		catch (HashingBusyException ex) {
			ex.getHeaders().forEach((name, values) -> values.forEach((value) -> response.setHeader(name, value)));
			response.sendError(ex.getStatusCode().value());
		}
	}

}
