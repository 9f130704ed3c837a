package io.soundlift.authserver.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.connection.FilteredRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that accepts the client's address only from the gateway, which authenticates
 * with a secret, since others may reach this port as well. All forwarding headers and the
 * secret are hidden from later filters.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ForwardedAddressFilter extends OncePerRequestFilter {

	/** The gateway uses the same name in its PublicOriginHeaders. */
	static final String SECRET_HEADER = "X-Soundlift-Forwarding-Secret";

	/** Form of an IPv4 or IPv6 address as the gateway sends it. */
	private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}(%[0-9A-Za-z]{1,16})?");

	private final byte[] secret;

	ForwardedAddressFilter(AuthServerProperties properties) {
		this.secret = properties.forwardingSecret().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		filterChain.doFilter(new FilteredRequest(request, clientAddress(request), ForwardedAddressFilter::isHidden),
				response);
	}

	private String clientAddress(HttpServletRequest request) {
		String given = request.getHeader(SECRET_HEADER);
		if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), this.secret)) {
			return request.getRemoteAddr();
		}
		List<String> addresses = Collections.list(request.getHeaders("X-Forwarded-For"));
		return (addresses.size() == 1 && ADDRESS.matcher(addresses.get(0)).matches()) ? addresses.get(0)
				: request.getRemoteAddr();
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	private static boolean isHidden(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return lowerCase.equals("forwarded") || lowerCase.startsWith("x-forwarded-")
				|| lowerCase.equalsIgnoreCase(SECRET_HEADER);
	}

}
