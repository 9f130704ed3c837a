package io.soundlift.authserver;

import java.util.Map;

import io.soundlift.authserver.account.Accounts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the deletion of accounts.
 */
@Tag("database")
class AccountDeletionIntegrationTests {

	private static final String PASSWORD = "another password";

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	@Test
	void deletesTheAccountWithItsSessionsAndGrants() {
		String id = TestAccounts.create(this.server, this.email, PASSWORD);
		Browser browser = this.server.browser();
		browser.signIn(this.email, PASSWORD);
		Browser other = this.server.browser();
		other.signIn(this.email, PASSWORD);
		Page device = new TestDevice(this.server).allow(this.email, PASSWORD);
		Page answer = delete(browser, PASSWORD);
		assertThat(browser.follow(answer).body()).contains("account was deleted");
		assertThat(browser.get("/auth/account").location()).endsWith("/auth/sign-in");
		assertThat(other.get("/auth/account").location()).endsWith("/auth/sign-in");
		assertThat(other.signIn(this.email, PASSWORD).location()).endsWith("?error");
		assertThat(refresh(device).text("error")).isEqualTo("invalid_grant");
		assertThat(this.server.bean(Accounts.class).findById(id)).isEmpty();
	}

	@Test
	void listsTheAccountAsClosedForTheGateway() {
		String id = TestAccounts.create(this.server, this.email, PASSWORD);
		Browser browser = this.server.browser();
		browser.signIn(this.email, PASSWORD);
		assertThat(TestRevocations.closedAccounts(this.server)).doesNotContain(id);
		delete(browser, PASSWORD);
		assertThat(TestRevocations.closedAccounts(this.server)).contains(id);
	}

	@Test
	void tellsTheOwnerByMail() {
		delete(TestAccounts.signUp(this.server, this.email, PASSWORD), PASSWORD);
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your account was deleted")))
			.contains(this.email, this.server.issuer() + "/sign-up");
	}

	@Test
	void letsTheAddressSignUpAgainWithAnotherId() {
		String id = TestAccounts.create(this.server, this.email, PASSWORD);
		Browser browser = this.server.browser();
		browser.signIn(this.email, PASSWORD);
		delete(browser, PASSWORD);
		browser.submit(browser.get("/auth/sign-up"), Map.of("email", this.email, "password", "a second password"));
		String link = TestMails.link(TestMails.awaitOne(this.server, this.email, "Confirm your e-mail address"));
		browser.submit(browser.get(link), Map.of("password", "a second password"));
		assertThat(browser.get("/auth/account").body()).contains(this.email);
		assertThat(this.server.bean(Accounts.class).findByEmail(this.email).orElseThrow().id()).isNotEqualTo(id);
	}

	@Test
	void refusesWrongPasswordAndKeepsTheAccount() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		Page answer = delete(browser, "wrong");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).contains("not your password", "aria-describedby=\"current-problem\"");
		assertThat(browser.get("/auth/account").body()).contains(this.email);
	}

	@Test
	void refusesFormWithoutCsrfToken() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		assertThat(browser.post("/auth/account/delete", Map.of("current-password", PASSWORD)).status()).isEqualTo(403);
		assertThat(browser.get("/auth/account").status()).isEqualTo(200);
	}

	@Test
	void voidsLinksForForgottenPasswords() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		browser.submit(browser.get("/auth/password/forgot"), Map.of("email", this.email));
		String link = TestMails.link(TestMails.awaitOne(this.server, this.email, "Set a new password"));
		assertThat(browser.get(link).status()).isEqualTo(200);
		delete(browser, PASSWORD);
		assertThat(browser.get(link).status()).isEqualTo(410);
	}

	private static Page delete(Browser browser, String password) {
		return browser.submit(browser.get("/auth/account/delete"), Map.of("current-password", password));
	}

	private Page refresh(Page tokens) {
		return new TokenEndpoint(this.server).askPublicly("/auth/oauth2/token", "grant_type", "refresh_token",
				"client_id", "soundlift-cli", "refresh_token", tokens.text("refresh_token"));
	}

}
