package io.soundlift.gateway.security;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.soundlift.connection.FilteredRequest;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.proxy.TrustedProxies;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that hides headers which clients may not set: a trace context could merge the
 * journeys of two users, and a forwarded address could hide the real one. The address
 * that a trusted proxy reports becomes the address of the request.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UntrustedHeaders extends OncePerRequestFilter {

	private static final Set<String> NAMES = Set.of("traceparent", "tracestate", "baggage", "b3", "forwarded");

	private static final List<String> PREFIXES = List.of("x-b3-", "x-forwarded-", "x-soundlift-forwarding-");

	private final TrustedProxies proxies;

	UntrustedHeaders(GatewayProperties properties) {
		this.proxies = new TrustedProxies(properties.trustedProxies());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String client = this.proxies.clientAddress(request.getRemoteAddr(),
				Collections.list(request.getHeaders("X-Forwarded-For")));
		chain.doFilter(new FilteredRequest(request, client, UntrustedHeaders::isUntrusted), response);
	}

	private static boolean isUntrusted(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return NAMES.contains(lowerCase) || PREFIXES.stream().anyMatch(lowerCase::startsWith);
	}

}
