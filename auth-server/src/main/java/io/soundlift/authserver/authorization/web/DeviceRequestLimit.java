package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.soundlift.authserver.account.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limit of device authorizations for each origin. Anybody can ask for one, and each takes
 * a slot for ten minutes. What is too much is refused before anything else is done for
 * it, so that a flood leaves the processor to others (RFC 6585, section 4).
 */
@Component
@Order(DeviceRequestLimit.BEFORE_SESSIONS_ARE_READ)
final class DeviceRequestLimit extends OncePerRequestFilter {

	/** The first filter that reads a session is at -110. */
	static final int BEFORE_SESSIONS_ARE_READ = -120;

	private static final String PATH = "/oauth2/device_authorization";

	private static final String REFUSAL = "{\"error\":\"temporarily_unavailable\",\"error_description\":"
			+ "\"Too many devices asked from this network. Please wait a minute and try again.\"}";

	private final DeviceRequestRate rate;

	DeviceRequestLimit(Clock clock) {
		this.rate = new DeviceRequestRate(clock);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !PATH.equals(request.getServletPath());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Optional<Duration> waitingTime = this.rate.waitingTimeOf(new Origin(request.getRemoteAddr(), ""));
		if (waitingTime.isEmpty()) {
			filterChain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
		response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(waitingTime.get().toSeconds() + 1));
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getWriter().write(REFUSAL);
	}

}
