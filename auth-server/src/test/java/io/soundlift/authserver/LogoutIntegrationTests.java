package io.soundlift.authserver;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sign-out that a client begins.
 */
class LogoutIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	private final TestApp web = TestApp.web(this.server);

	private final String email = TestAccounts.newEmail();

	private final Browser browser = TestAccounts.signUp(this.server, this.email, "another password");

	private final Page answer = this.web.signIn(this.browser);

	private final String home = this.server.publicUrl() + "/";

	@Test
	void endsTheSessionAndLeadsBackToTheApp() {
		Page out = logout(this.browser, this.answer.text("id_token"), this.home);
		assertThat(out.location()).isEqualTo(this.home);
		assertSignedOut();
	}

	@Test
	void keepsTheStateOfTheApp() {
		Page out = this.browser.get("/auth/connect/logout?" + Browser.encode(Map.of("id_token_hint",
				this.answer.text("id_token"), "post_logout_redirect_uri", this.home, "state", "a b")));
		assertThat(out.location()).isEqualTo(this.home + "?state=a%20b");
	}

	@Test
	void endsTheSessionAfterTheAppHasRevokedTheGrant() {
		this.web.post("/auth/oauth2/revoke", "token", this.answer.text("refresh_token"));
		assertThat(logout(this.browser, this.answer.text("id_token"), this.home).location()).isEqualTo(this.home);
		assertSignedOut();
	}

	@Test
	void acceptsIdTokenThatANewerOneHasFollowed() {
		Page refreshed = this.web.refresh(this.answer.text("refresh_token"));
		assertThat(refreshed.text("id_token")).isNotEqualTo(this.answer.text("id_token"));
		assertThat(logout(this.browser, this.answer.text("id_token"), this.home).location()).isEqualTo(this.home);
		assertSignedOut();
	}

	@Test
	void endsTheSessionThatThePersonBeganLater() {
		logout(this.browser, this.answer.text("id_token"), this.home);
		this.browser.signIn(this.email, "another password");
		assertThat(logout(this.browser, this.answer.text("id_token"), this.home).location()).isEqualTo(this.home);
		assertSignedOut();
	}

	@Test
	void leadsBackToTheAppWhenTheSessionHasEndedBefore() {
		Page out = logout(this.server.browser(), this.answer.text("id_token"), this.home);
		assertThat(out.location()).isEqualTo(this.home);
	}

	@Test
	void leadsNowhereButToARegisteredAddress() {
		for (String other : new String[] { "https://evil.example/", this.home + "?", this.home + "x",
				this.server.publicUrl() }) {
			Page out = logout(this.browser, this.answer.text("id_token"), other);
			assertThat(out.status()).as(other).isEqualTo(400);
			assertThat(out.header("Location")).isEmpty();
		}
		assertSignedIn();
	}

	@Test
	void refusesHintThatIsNoIdTokenOfThisServer() {
		String idToken = this.answer.text("id_token");
		String signature = idToken.substring(idToken.lastIndexOf('.') + 1);
		for (String hint : new String[] { this.answer.text("access_token"), "nonsense",
				idToken.replace(signature, "x" + signature.substring(1)) }) {
			assertThat(logout(this.browser, hint, this.home).status()).isEqualTo(400);
		}
		assertThat(this.browser.get("/auth/connect/logout").status()).isEqualTo(400);
		assertSignedIn();
	}

	@Test
	void doesNotSignAnotherPersonOut() {
		Browser other = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		Page otherAnswer = this.web.signIn(other);
		assertThat(logout(this.browser, otherAnswer.text("id_token"), this.home).status()).isEqualTo(400);
		assertSignedIn();
	}

	@Test
	void refusesIdTokenOfAnotherClient() {
		Page out = this.browser.get("/auth/connect/logout?" + Browser.encode(Map.of("id_token_hint",
				this.answer.text("id_token"), "client_id", "soundlift-cli", "post_logout_redirect_uri", this.home)));
		assertThat(out.status()).isEqualTo(400);
		assertSignedIn();
	}

	private static Page logout(Browser who, String idToken, String redirectUri) {
		return who.get("/auth/connect/logout?"
				+ Browser.encode(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", redirectUri)));
	}

	private void assertSignedOut() {
		assertThat(this.web.authorize(this.browser).location()).startsWith(this.server.issuer() + "/sign-in");
	}

	private void assertSignedIn() {
		assertThat(this.web.authorize(this.browser).location()).startsWith(this.web.redirectUri());
	}

}
