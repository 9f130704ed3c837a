package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

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
 * Limit on the rate at which a network requests the pages for sign-in, sign-up, password
 * reset and account settings, and sends their forms. These requests need no
 * authentication, and each is work for this gateway and for the authorization server.
 * Endpoints for programs have limits at the authorization server.
 */
@Component
@Order(RequestSlots.ORDER + 1)
final class SignInPageRate extends OncePerRequestFilter {

	/** The first sign-in of a person takes eight, including what the pages load. */
	static final int MAX_PER_MINUTE = 1200;

	/** More than thirty people behind one address may sign in at once. */
	static final int MAX_AT_ONCE = 300;

	private static final List<String> PAGES = List.of("/auth/", "/oauth2/authorization/", "/login/oauth2/code/");

	private static final Set<String> PROGRAMS = Set.of("/auth/oauth2/token", "/auth/oauth2/revoke",
			"/auth/oauth2/introspect", "/auth/oauth2/device_authorization", "/auth/oauth2/jwks", "/auth/userinfo");

	private final RequestRate rate;

	private final RequestRefusal refusal;

	SignInPageRate(Clock clock, RequestRefusal refusal) {
		this.rate = new RequestRate(MAX_PER_MINUTE, MAX_AT_ONCE, clock);
		this.refusal = refusal;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getServletPath();
		return PAGES.stream().noneMatch(path::startsWith) || PROGRAMS.contains(path);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (this.rate.tryAcquire(Network.of(request.getRemoteAddr())).isZero()) {
			chain.doFilter(request, response);
		}
		else {
			this.refusal.refuse(request, response);
		}
	}

}
