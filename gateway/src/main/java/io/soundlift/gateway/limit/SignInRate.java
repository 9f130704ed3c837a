package io.soundlift.gateway.limit;

import java.io.IOException;
import java.time.Clock;
import java.util.Set;

import io.soundlift.connection.Network;
import io.soundlift.support.RequestRate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bound on how often a network may begin to sign in. Nobody has to be known for that, and
 * each begin is work for this gateway and for the authorization server.
 */
@Component
@Order(RequestSlots.ORDER + 1)
final class SignInRate extends OncePerRequestFilter {

	/** More than people behind one address begin in a minute. */
	static final int MAX_PER_MINUTE = 600;

	private static final Set<String> PATHS = Set.of("/oauth2/authorization/soundlift", "/auth/oauth2/authorize",
			"/auth/sign-in");

	private final RequestRate rate;

	private final RequestRefusal refusal;

	SignInRate(Clock clock, RequestRefusal refusal) {
		this.rate = new RequestRate(MAX_PER_MINUTE, clock);
		this.refusal = refusal;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return HttpMethod.POST.matches(request.getMethod()) || !PATHS.contains(request.getServletPath());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String step = request.getServletPath() + " " + Network.of(request.getRemoteAddr());
		if (this.rate.tryAcquire(step).isZero()) {
			chain.doFilter(request, response);
		}
		else {
			this.refusal.refuse(request, response);
		}
	}

}
