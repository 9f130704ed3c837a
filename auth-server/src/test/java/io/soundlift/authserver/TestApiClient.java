package io.soundlift.authserver;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An API client that a person made in a browser.
 *
 * @param id client id
 * @param secret its secret
 */
public record TestApiClient(String id, String secret) {

	private static final Pattern CODE = Pattern.compile("<code[^>]*>([^<]*)</code>");

	/**
	 * Make a client that may do everything.
	 * @param browser a browser that is signed in
	 * @param name name of the client
	 * @return the client
	 */
	public static TestApiClient create(Browser browser, String name) {
		return read(browser.submit(browser.get("/auth/clients/new"), Map.of("name", name)));
	}

	/**
	 * Read the page that shows a secret.
	 * @param page the page
	 * @return the client
	 */
	public static TestApiClient read(Page page) {
		assertThat(page.status()).as(page.body()).isEqualTo(200);
		Matcher code = CODE.matcher(page.body());
		assertThat(code.find()).as(page.body()).isTrue();
		String id = code.group(1);
		assertThat(code.find()).as(page.body()).isTrue();
		return new TestApiClient(id, code.group(1));
	}

	/**
	 * Ask for a token.
	 * @param server the server
	 * @return the answer
	 */
	public Page askForToken(TestAuthServer server) {
		return new TokenEndpoint(server).ask(this.id, this.secret, "grant_type", "client_credentials");
	}

	/**
	 * Return the address of the client's page.
	 * @return a path
	 */
	public String page() {
		return "/auth/clients/" + this.id;
	}

}
