package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.FormElement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person with a browser that keeps cookies, follows redirects and sends forms, but runs
 * no scripts.
 */
final class Person {

	private final Connection session = Jsoup.newSession()
		.header("Accept", "text/html")
		.ignoreHttpErrors(true)
		.ignoreContentType(true)
		.timeout(120_000);

	private final String origin;

	private final String email;

	private final String password;

	/**
	 * A person with a browser that nobody has used.
	 * @param origin where the person finds Soundlift
	 * @param email address that is typed into forms
	 * @param password password that is typed into forms
	 */
	Person(String origin, String email, String password) {
		this.origin = origin;
		this.email = email;
		this.password = password;
	}

	String origin() {
		return this.origin;
	}

	String email() {
		return this.email;
	}

	String password() {
		return this.password;
	}

	/**
	 * Sends a header with every request from now on.
	 */
	void header(String name, String value) {
		this.session.header(name, value);
	}

	/**
	 * Returns the value of a cookie, or an empty text.
	 */
	String cookie(String name) {
		return this.session.cookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElse("");
	}

	/**
	 * Goes to an address and follows redirects up to a page.
	 * @param address an address, or a path of Soundlift
	 */
	Page open(String address) {
		return load(this.session.newRequest(resolve(address)));
	}

	Page open(URI address) {
		return open(address.toString());
	}

	/**
	 * Creates an account and follows the link in the mail.
	 */
	void signUp(Mailbox mailbox) {
		submit(open("/auth/sign-up"), Map.of("email", this.email, "password", this.password));
		URI link = mailbox.awaitLink(this.email, "/auth/sign-up/confirm");
		submit(open(link), Map.of("password", this.password));
	}

	/**
	 * Signs in to the web page.
	 */
	Person enter() {
		signIn(open("/oauth2/authorization/soundlift")).requirePath("/");
		return this;
	}

	/**
	 * Returns whether the web page sees a signed-in person.
	 */
	boolean isIn() {
		return session().get("signedIn").asBoolean();
	}

	JsonNode session() {
		return new JsonMapper().readTree(call(Connection.Method.GET, "/api/session").body());
	}

	/**
	 * Calls the API as the web page does, by the session.
	 * @param method method; unsafe ones are sent with the session's token
	 * @param path path of the API
	 */
	Connection.Response call(Connection.Method method, String path) {
		Connection request = this.session.newRequest(resolve(path))
			.method(method)
			.header("Accept", "*/*")
			.followRedirects(false);
		if (method != Connection.Method.GET && method != Connection.Method.HEAD) {
			JsonNode csrf = session().get("csrf");
			request.header(csrf.get("header").asString(), csrf.get("token").asString());
		}
		return execute(request);
	}

	/**
	 * Fills in the form of a page that has these fields, and sends it.
	 * @param page where the person is
	 * @param typed values by the names of fields
	 */
	Page submit(Page page, Map<String, String> typed) {
		return load(page.fillIn(typed));
	}

	/**
	 * Types the e-mail address and the password into the page that asks for them.
	 */
	Page signIn(Page page) {
		page.requirePath("/auth/sign-in");
		return submit(page, Map.of("email", this.email, "password", this.password));
	}

	/**
	 * Allows what the page of the consent asks for.
	 */
	Page allow(Page page) {
		page.requirePath("/auth/consent");
		return load(page.fillIn(Map.of()).data("decision", "allow"));
	}

	private String resolve(String address) {
		return address.startsWith("/") ? this.origin + address : address;
	}

	private static Page load(Connection request) {
		try {
			Connection.Response response = execute(request);
			return new Page(response.url().toURI(), response.statusCode(), response.parse());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Connection.Response execute(Connection request) {
		try {
			return request.execute();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where a person is.
	 *
	 * @param address address of the page, after all redirects
	 * @param status status of the answer
	 * @param document what is on it
	 */
	record Page(URI address, int status, Document document) {

		/**
		 * Reads what a field is filled in with.
		 * @param name name of the field
		 */
		String value(String name) {
			return this.document.select("[name=" + name + "]").attr("value");
		}

		void requirePath(String path) {
			if (!this.address.getPath().equals(path)) {
				throw new AssertionError("Expected " + path + " but is on " + this);
			}
		}

		private Connection fillIn(Map<String, String> typed) {
			FormElement form = this.document.forms()
				.stream()
				.filter((candidate) -> typed.keySet()
					.stream()
					.allMatch((name) -> candidate.selectFirst("[name=" + name + "]") != null))
				.findFirst()
				.orElseThrow(() -> new AssertionError("No form with " + typed.keySet() + " on " + this));
			typed.forEach((name, value) -> form.select("[name=" + name + "]").val(value));
			return form.submit();
		}

		@Override
		public String toString() {
			return this.address + " (" + this.status + "): " + this.document.text();
		}

	}

}
