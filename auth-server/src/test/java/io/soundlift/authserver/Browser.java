package io.soundlift.authserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.util.MultiValueMap;

/**
 * Does what a browser without JavaScript does, one step at a time: keeps cookies, sends
 * forms, and shows redirects instead of following them.
 */
public final class Browser {

	/** Header of a request for its proof that it comes from the gateway. */
	public static final String SECRET_HEADER = "X-Soundlift-Forwarding-Secret";

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final String origin;

	Browser(String origin) {
		this.origin = origin;
	}

	/**
	 * Load a page.
	 * @param address an address, or a path of the server
	 * @param headers names and values of headers, alternating
	 * @return the page
	 */
	public Page get(String address, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(resolve(address)).header("Accept", "text/html");
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request.build());
	}

	/**
	 * Load what a program would load.
	 * @param mediaType what is accepted
	 * @param address an address, or a path of the server
	 * @return the answer
	 */
	public Page getAs(String mediaType, String address) {
		return send(HttpRequest.newBuilder(resolve(address)).header("Accept", mediaType).build());
	}

	/**
	 * Send a form.
	 * @param address an address, or a path of the server
	 * @param fields the form's fields
	 * @param headers names and values of headers, alternating
	 * @return the answer
	 */
	public Page post(String address, Map<String, String> fields, String... headers) {
		return post(address, MultiValueMap.fromSingleValue(fields), headers);
	}

	/**
	 * Send a form whose fields may repeat.
	 * @param address an address, or a path of the server
	 * @param fields the form's fields
	 * @param headers names and values of headers, alternating
	 * @return the answer
	 */
	public Page post(String address, MultiValueMap<String, String> fields, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(resolve(address))
			.header("Accept", "text/html")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(encode(fields)));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request.build());
	}

	/**
	 * Send the form on a page.
	 * @param page the page, with one form
	 * @param typed what the person types or presses
	 * @return the answer
	 */
	public Page submit(Page page, Map<String, String> typed) {
		return post(page.formAction(), page.formFields(typed));
	}

	/**
	 * Follow a redirect.
	 * @param page a page that redirects
	 * @return the page it leads to
	 */
	public Page follow(Page page) {
		return get(page.location());
	}

	/**
	 * Sign in to an account.
	 * @param email address of the account
	 * @param password password of the account
	 * @return the answer to the form
	 */
	public Page signIn(String email, String password) {
		return submit(get("/auth/sign-in"), Map.of("email", email, "password", password));
	}

	/**
	 * Return the cookies.
	 * @return all cookies of this browser
	 */
	public List<HttpCookie> cookies() {
		return this.cookies.getCookieStore().getCookies();
	}

	/**
	 * Return the value of a cookie.
	 * @param name name of the cookie
	 * @return its value, or an empty text
	 */
	public String cookie(String name) {
		return cookies().stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElse("");
	}

	/**
	 * Encode parameters.
	 * @param fields names and values
	 * @return the body of a form, or a query
	 */
	public static String encode(Map<String, String> fields) {
		return encode(MultiValueMap.fromSingleValue(fields));
	}

	private static String encode(MultiValueMap<String, String> fields) {
		return fields.entrySet()
			.stream()
			.flatMap((field) -> field.getValue().stream().map((value) -> encode(field.getKey()) + "=" + encode(value)))
			.collect(Collectors.joining("&"));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private URI resolve(String address) {
		return URI.create(this.origin).resolve(address);
	}

	/**
	 * Adds what the gateway adds to a request with the client's address.
	 */
	private static HttpRequest forwarded(HttpRequest request) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
		if (request.headers().firstValue("X-Forwarded-For").isPresent()
				&& request.headers().firstValue(SECRET_HEADER).isEmpty()) {
			builder.header(SECRET_HEADER, TestAuthServer.FORWARDING_SECRET);
		}
		return builder.build();
	}

	private Page send(HttpRequest request) {
		try {
			return new Page(this.client.send(forwarded(request), HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
