package io.soundlift.authserver;

import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
		Browser browser = TestAccounts.signUp(this.server, this.email, OLD);
		for (int i = 0; i < 6; i++) {
			change(browser, "wrong " + i, NEW);
		}
		assertThat(change(browser, OLD, NEW).status()).isEqualTo(422);
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

	private static Page change(Browser browser, String current, String chosen) {
		return browser.submit(browser.get("/auth/account/password"),
				Map.of("current-password", current, "new-password", chosen));
	}

}
