package io.soundlift.authserver;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A device with the command line, and the person who lets it in.
 */
public final class TestDevice {

	private final TestAuthServer server;

	/**
	 * Make a device.
	 * @param server the server that it signs in to
	 */
	public TestDevice(TestAuthServer server) {
		this.server = server;
	}

	/**
	 * Sign in.
	 * @param email address of the person's account
	 * @param password password of the account
	 * @return the answer with the tokens
	 */
	public Page allow(String email, String password) {
		TokenEndpoint tokens = new TokenEndpoint(this.server);
		Page device = tokens.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli");
		Browser browser = this.server.browser();
		browser.signIn(email, password);
		Page consent = browser
			.follow(browser.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code"))));
		browser.submit(consent, Map.of("decision", "allow"));
		Page answer = tokens.askPublicly("/auth/oauth2/token", "grant_type",
				"urn:ietf:params:oauth:grant-type:device_code", "client_id", "soundlift-cli", "device_code",
				device.text("device_code"));
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

}
