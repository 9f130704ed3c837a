package io.soundlift.gateway;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * What a browser does with gateways: keeps cookies and follows redirects. It reaches all
 * gateways under one address, as if a balancer were in between.
 */
public final class TestVisitor {

	private static final int MAX_REDIRECTS = 10;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	/**
	 * Sends a request.
	 * @param gateway who gets it
	 * @param request a request that begins with {@link TestGateway#anonymous}
	 * @return the answer
	 */
	public HttpResponse<byte[]> send(TestGateway gateway, HttpRequest.Builder request) {
		if (!this.cookies.isEmpty()) {
			request.header("Cookie",
					this.cookies.entrySet()
						.stream()
						.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
						.collect(Collectors.joining("; ")));
		}
		HttpResponse<byte[]> response = gateway.send(request);
		response.headers().allValues("Set-Cookie").forEach(this::keep);
		return response;
	}

	private void keep(String setCookie) {
		String[] cookie = setCookie.split(";")[0].split("=", 2);
		if (setCookie.contains("Max-Age=0")) {
			this.cookies.remove(cookie[0]);
		}
		else {
			this.cookies.put(cookie[0], cookie[1]);
		}
	}

	/**
	 * Gets a page.
	 * @param gateway who is asked
	 * @param path path and query
	 * @return the answer
	 */
	public HttpResponse<byte[]> get(TestGateway gateway, String path) {
		return send(gateway, gateway.anonymous(path));
	}

	/**
	 * Begins a request with what a call by session needs to change something.
	 * @param gateway who gets it
	 * @param path path and query
	 * @return the request
	 */
	public HttpRequest.Builder changing(TestGateway gateway, String path) {
		return gateway.anonymous(path).header("X-CSRF-TOKEN", csrfToken(gateway));
	}

	/**
	 * Gets the session's CSRF token.
	 * @param gateway who is asked
	 * @return the token
	 */
	public String csrfToken(TestGateway gateway) {
		return session(gateway).at("/csrf/token").asString();
	}

	/**
	 * Gets what the page knows of the session.
	 * @param gateway who is asked
	 * @return the answer's body
	 */
	public JsonNode session(TestGateway gateway) {
		return TestGateway.json(get(gateway, "/api/session"));
	}

	/**
	 * Follows redirects to the end.
	 * @param gateways who is asked, in turn
	 * @param response the answer that may be a redirect
	 * @return the first answer that is none
	 */
	public HttpResponse<byte[]> follow(List<TestGateway> gateways, HttpResponse<byte[]> response) {
		HttpResponse<byte[]> current = response;
		for (int count = 0; current.statusCode() / 100 == 3; count++) {
			if (count == MAX_REDIRECTS) {
				throw new IllegalStateException("Too many redirects, at last to " + location(current));
			}
			current = get(gateways.get(count % gateways.size()), location(current));
		}
		return current;
	}

	/**
	 * Returns where an answer leads to.
	 * @param response a redirect to the public origin
	 * @return path and query
	 */
	public static String location(HttpResponse<byte[]> response) {
		String location = response.headers().firstValue("Location").orElseThrow();
		String path = location.startsWith(TestGateway.PUBLIC_URL) ? location.substring(TestGateway.PUBLIC_URL.length())
				: location;
		if (!path.startsWith("/")) {
			throw new IllegalStateException("Leads away to " + location);
		}
		return path;
	}

	/**
	 * Signs in.
	 * @param gateway where
	 * @return this visitor
	 */
	public TestVisitor signIn(TestGateway gateway) {
		HttpResponse<byte[]> response = follow(List.of(gateway), get(gateway, "/oauth2/authorization/soundlift"));
		if (!URI.create("/").getPath().equals(response.uri().getPath()) || response.uri().getQuery() != null) {
			throw new IllegalStateException("The sign-in ended at " + response.uri());
		}
		return this;
	}

	/**
	 * Returns a cookie.
	 * @param name its name
	 * @return its value
	 */
	public String cookie(String name) {
		String value = this.cookies.get(name);
		if (value == null) {
			throw new IllegalStateException("There is no cookie " + name);
		}
		return value;
	}

	/**
	 * Stores a cookie, as if somebody had planted it.
	 * @param name its name
	 * @param value its value
	 * @return this visitor
	 */
	public TestVisitor withCookie(String name, String value) {
		this.cookies.put(name, value);
		return this;
	}

	/**
	 * Returns which cookies there are.
	 * @return their names
	 */
	public List<String> cookieNames() {
		return List.copyOf(this.cookies.keySet());
	}

}
