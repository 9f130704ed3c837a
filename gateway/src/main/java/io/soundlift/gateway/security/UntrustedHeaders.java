package io.soundlift.gateway.security;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.proxy.TrustedProxies;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides headers that only we may set: a client that sends a trace context could merge two
 * users' journeys, and one that sends a forwarded address could pretend to be elsewhere.
 * The address that a proxy of ours tells becomes the address of the request.
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
		chain.doFilter(new FilteredRequest(request, client), response);
	}

	private static boolean isUntrusted(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return NAMES.contains(lowerCase) || PREFIXES.stream().anyMatch(lowerCase::startsWith);
	}

	/**
	 * A request without the untrusted headers, from the client's own address.
	 */
	private static final class FilteredRequest extends HttpServletRequestWrapper {

		private final String client;

		FilteredRequest(HttpServletRequest request, String client) {
			super(request);
			this.client = client;
		}

		@Override
		public String getRemoteAddr() {
			return this.client;
		}

		@Override
		public String getRemoteHost() {
			return this.client;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return isUntrusted(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isUntrusted(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			return Collections.enumeration(
					Collections.list(super.getHeaderNames()).stream().filter((name) -> !isUntrusted(name)).toList());
		}

	}

}
