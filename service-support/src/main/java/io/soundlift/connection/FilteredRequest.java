package io.soundlift.connection;

import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Request with the client's own address, without untrusted headers.
 */
public final class FilteredRequest extends HttpServletRequestWrapper {

	private final String client;

	private final Predicate<String> hidden;

	/**
	 * Creates a request.
	 * @param request the original request
	 * @param client address of the client
	 * @param hidden names of the headers to hide, in any case
	 */
	public FilteredRequest(HttpServletRequest request, String client, Predicate<String> hidden) {
		super(request);
		this.client = client;
		this.hidden = hidden;
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
		return this.hidden.test(name) ? null : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return this.hidden.test(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections
			.enumeration(Collections.list(super.getHeaderNames()).stream().filter(this.hidden.negate()).toList());
	}

}
