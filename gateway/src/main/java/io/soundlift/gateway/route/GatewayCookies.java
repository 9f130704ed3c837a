package io.soundlift.gateway.route;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Filter that removes the gateway's session cookie from forwarded requests, since the
 * authorization server has sessions of its own.
 */
final class GatewayCookies implements RequestHttpHeadersFilter {

	private final String sessionCookie;

	/**
	 * Creates a filter.
	 * @param sessionCookie name of the cookie to remove
	 */
	GatewayCookies(String sessionCookie) {
		this.sessionCookie = sessionCookie;
	}

	@Override
	public HttpHeaders apply(HttpHeaders original, ServerRequest request) {
		List<String> cookies = original.get(HttpHeaders.COOKIE);
		if (cookies == null) {
			return original;
		}
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(original);
		String rest = cookies.stream()
			.flatMap((line) -> Arrays.stream(line.split(";")))
			.map(String::trim)
			.filter((cookie) -> !cookie.startsWith(this.sessionCookie + "="))
			.collect(Collectors.joining("; "));
		if (rest.isEmpty()) {
			headers.remove(HttpHeaders.COOKIE);
		}
		else {
			headers.set(HttpHeaders.COOKIE, rest);
		}
		return headers;
	}

}
