package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import io.soundlift.connection.Network;
import io.soundlift.support.RequestRate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limit on device authorizations for each origin. They can be requested without
 * authentication, and each takes a slot for ten minutes. Excess requests are refused
 * before any other work, so that a flood does not use up the processor (RFC 6585, section
 * 4).
 */
@Component
@Order(DeviceRequestLimit.BEFORE_SESSIONS_ARE_READ)
final class DeviceRequestLimit extends OncePerRequestFilter {

	/** The first filter that reads a session is at -110. */
	static final int BEFORE_SESSIONS_ARE_READ = -120;

	private static final String PATH = "/oauth2/device_authorization";

	/** More than the people behind one address start in a minute. */
	private static final int MAX_PER_MINUTE = 60;

	private final RequestRate rate;

	DeviceRequestLimit(Clock clock) {
		this.rate = new RequestRate(MAX_PER_MINUTE, clock);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !PATH.equals(request.getServletPath());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Duration wait = this.rate.tryAcquire(Network.of(request.getRemoteAddr()));
		if (wait.isZero()) {
			filterChain.doFilter(request, response);
			return;
		}
		TooManyRequests.write(response, wait,
				"Too many devices asked from this network. Please wait a minute and try again.");
	}

}
