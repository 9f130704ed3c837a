package io.soundlift.authserver;

import java.util.HashMap;
import java.util.Map;

import io.soundlift.support.Secrets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An app that signs people in by authorization code and PKCE.
 *
 * @param server the server that it trusts
 * @param clientId its client id
 * @param secret its secret; empty for a public client
 * @param redirectUri where it wants codes to be sent
 * @param scope scopes that it asks for, separated by blanks
 */
public record TestApp(TestAuthServer server, String clientId, String secret, String redirectUri, String scope) {

	private static final String VERIFIER = "a-code-verifier-of-at-least-43-characters-0123456789";

	/**
	 * Return the web app, which is the gateway.
	 * @param server the server
	 * @return the app
	 */
	public static TestApp web(TestAuthServer server) {
		return new TestApp(server, "soundlift-web", TestAuthServer.WEB_SECRET,
				server.publicUrl() + "/login/oauth2/code/soundlift", "openid email conversions:read conversions:write");
	}

	/**
	 * Return the command line, which listens on a port of its own for the code.
	 * @param server the server
	 * @param port the port
	 * @return the app
	 */
	public static TestApp commandLine(TestAuthServer server, int port) {
		return new TestApp(server, "soundlift-cli", "", "http://127.0.0.1:" + port + "/callback",
				"openid conversions:read");
	}

	/**
	 * Return the same app with another address for codes.
	 * @param uri the address
	 * @return the app
	 */
	public TestApp withRedirectUri(String uri) {
		return new TestApp(this.server, this.clientId, this.secret, uri, this.scope);
	}

	/**
	 * Ask for a code.
	 * @param browser a browser that is signed in
	 * @return the answer, which leads to the app or to the consent page
	 */
	public Page authorize(Browser browser) {
		return browser.get("/auth/oauth2/authorize?" + Browser.encode(Map.of("response_type", "code", "client_id",
				this.clientId, "redirect_uri", this.redirectUri, "scope", this.scope, "state", "a-state", "nonce",
				"a-nonce", "code_challenge", Secrets.sha256(VERIFIER), "code_challenge_method", "S256")));
	}

	/**
	 * Get a code, with the person's consent if the app needs it.
	 * @param browser a browser that is signed in
	 * @return the code
	 */
	public String code(Browser browser) {
		Page answer = authorize(browser);
		if (answer.location().contains("/consent")) {
			answer = browser.submit(browser.follow(answer), Map.of("decision", "allow"));
		}
		assertThat(answer.location()).startsWith(this.redirectUri);
		return answer.locationParameters().getOrDefault("code", "");
	}

	/**
	 * Redeem a code.
	 * @param code the code
	 * @return the answer with the tokens, or an error
	 */
	public Page redeem(String code) {
		return ask("grant_type", "authorization_code", "code", code, "redirect_uri", this.redirectUri, "code_verifier",
				VERIFIER);
	}

	/**
	 * Refresh.
	 * @param refreshToken the refresh token
	 * @return the answer with the tokens, or an error
	 */
	public Page refresh(String refreshToken) {
		return ask("grant_type", "refresh_token", "refresh_token", refreshToken);
	}

	/**
	 * Sign a person in.
	 * @param browser a browser that is signed in
	 * @return the answer with the tokens
	 */
	public Page signIn(Browser browser) {
		Page answer = redeem(code(browser));
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	/**
	 * Send a request to an endpoint as this app.
	 * @param path path of the endpoint
	 * @param parameters names and values, alternating
	 * @return the answer
	 */
	public Page post(String path, String... parameters) {
		Map<String, String> fields = new HashMap<>();
		for (int i = 0; i < parameters.length; i += 2) {
			fields.put(parameters[i], parameters[i + 1]);
		}
		if (this.secret.isEmpty()) {
			fields.put("client_id", this.clientId);
			return this.server.browser().post(path, fields);
		}
		return this.server.browser()
			.post(path, fields, "Authorization", TokenEndpoint.basic(this.clientId, this.secret));
	}

	private Page ask(String... parameters) {
		return post("/auth/oauth2/token", parameters);
	}

}
