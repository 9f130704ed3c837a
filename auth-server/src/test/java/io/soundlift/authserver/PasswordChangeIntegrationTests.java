package io.soundlift.authserver;

import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for changing a password.
 */
class PasswordChangeIntegrationTests {

	private static final String OLD = "an old password";

	private static final String NEW = "a brand new password";

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	@Test
	void changesThePasswordAndKeepsThisBrowserSignedIn() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		Page answer = change(browser, OLD, NEW);
		assertThat(browser.follow(answer).body()).contains("Your password was changed", this.email);
		assertThat(this.server.browser().signIn(this.email, NEW).location()).endsWith("/auth/");
		assertThat(this.server.browser().signIn(this.email, OLD).location()).endsWith("?error");
	}

	@Test
	void putsOutAllOtherBrowsers() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		Browser other = this.server.browser();
		other.signIn(this.email, OLD);
		assertThat(other.get("/auth/account").status()).isEqualTo(200);
		change(browser, OLD, NEW);
		assertThat(other.get("/auth/account").location()).endsWith("/auth/sign-in");
	}

	@Test
	void changesTheSessionIdOfThisBrowser() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		String before = browser.cookie("SOUNDLIFT_AUTH");
		change(browser, OLD, NEW);
		assertThat(browser.cookie("SOUNDLIFT_AUTH")).isNotEqualTo(before);
		assertThat(this.server.browser().get("/auth/account", "Cookie", "SOUNDLIFT_AUTH=" + before).location())
			.endsWith("/auth/sign-in");
	}

	@Test
	void tellsTheOwnerByMail() {
		change(TestAccounts.signUp(this.server, this.email, OLD), OLD, NEW);
		String text = TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed"));
		assertThat(text).contains(this.email, this.server.issuer() + "/password/forgot").doesNotContain(NEW);
	}

	@Test
	void refusesToChangeWhenThePresentPasswordIsWrong() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		Page answer = change(browser, "not this one", NEW);
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).contains("not your present password", "aria-describedby=\"current-problem\"")
			.doesNotContain(NEW);
		assertThat(this.server.browser().signIn(this.email, OLD).location()).endsWith("/auth/");
	}

	@Test
	void slowsDownWhoGuessesThePresentPassword() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			Browser browser = TestAccounts.signUp(own, this.email, OLD);
			for (int i = 0; i < 6; i++) {
				change(browser, "wrong " + i, NEW);
			}
			assertThat(change(browser, OLD, NEW).status()).isEqualTo(422);
		}
	}

	@ParameterizedTest
	@CsvSource({ "short, 10 to 72 characters", "éééééééééééééééééééééééééééééééééééééé, too long",
			"Password123, tried first", "qwertyuiop, tried first" })
	void refusesBadPasswordsAndSaysWhy(String bad, String reason) {
		Page answer = change(TestAccounts.signUp(this.server, this.email, OLD), OLD, bad);
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).contains(reason, "aria-describedby=\"password-problem\"", "id=\"password-problem\"");
	}

	@Test
	void refusesTheAddressAsPassword() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		assertThat(change(browser, OLD, this.email.toUpperCase(Locale.ROOT)).body()).contains("easy to guess");
		assertThat(change(browser, OLD, this.email.substring(0, 13)).body()).contains("easy to guess");
	}

	@Test
	void refusesFormWithoutCsrfToken() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		Page answer = browser.post("/auth/account/password", Map.of("current-password", OLD, "new-password", NEW));
		assertThat(answer.status()).isEqualTo(403);
		assertThat(this.server.browser().signIn(this.email, OLD).location()).endsWith("/auth/");
	}

	@Test
	void keepsApiClientsAndSaysSoInTheMail() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		TestApiClient client = TestApiClient.create(browser, "Nightly job");
		Page form = browser.get("/auth/account/password");
		assertThat(form.body()).contains("Also revoke my API clients", "Nightly job");
		MultiValueMap<String, String> fields = form.formFields(Map.of("current-password", OLD, "new-password", NEW));
		fields.remove("revoke-clients");
		assertThat(browser.post(form.formAction(), fields).location()).endsWith("/account?done=password");
		assertThat(token(client).status()).isEqualTo(200);
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed")))
			.contains("still work", "- Nightly job", this.server.issuer() + "/clients")
			.doesNotContain("were revoked");
	}

	@Test
	void revokesApiClientsAndTheirTokensWhenAskedTo() {
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		TestApiClient client = TestApiClient.create(browser, "Nightly job");
		String grant = token(client).claim("grant_id");
		Page answer = browser.submit(browser.get("/auth/account/password"),
				Map.of("current-password", OLD, "new-password", NEW, "revoke-clients", "true"));
		assertThat(browser.follow(answer).body()).contains("your API clients are revoked");
		assertThat(token(client).status()).isEqualTo(401);
		assertThat(TestRevocations.grants(this.server)).contains(grant);
		assertThat(browser.get(client.page()).body()).contains("until you make a new secret");
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed")))
			.contains("were revoked", "- Nightly job")
			.doesNotContain("still work");
	}

	private Page token(TestApiClient client) {
		return client.askForToken(this.server);
	}

	private static Page change(Browser browser, String current, String chosen) {
		return browser.submit(browser.get("/auth/account/password"),
				Map.of("current-password", current, "new-password", chosen));
	}

}
