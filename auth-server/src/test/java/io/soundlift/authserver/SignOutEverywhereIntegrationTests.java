package io.soundlift.authserver;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ending all sessions and for apps that have access.
 */
class SignOutEverywhereIntegrationTests {

	private static final String PASSWORD = "another password";

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	@Test
	void endsTheSessionsOfAllBrowsers() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		Browser other = this.server.browser();
		other.signIn(this.email, PASSWORD);
		Page answer = browser.submit(browser.get("/auth/account/sign-out-everywhere"), Map.of());
		assertThat(browser.follow(answer).body()).contains("All browsers, apps and devices are signed out");
		assertThat(browser.get("/auth/account").location()).endsWith("/auth/sign-in");
		assertThat(other.get("/auth/account").location()).endsWith("/auth/sign-in");
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void endsTheGrantsOfAllApps() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		Page device = new TestDevice(this.server).allow(this.email, PASSWORD);
		browser.submit(browser.get("/auth/account/sign-out-everywhere"), Map.of());
		assertThat(refresh(device).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void endsTheGrantsOfAllAppsWhenThePasswordChanges() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		Page device = new TestDevice(this.server).allow(this.email, PASSWORD);
		browser.submit(browser.get("/auth/account/password"),
				Map.of("current-password", PASSWORD, "new-password", "a brand new password"));
		assertThat(refresh(device).text("error")).isEqualTo("invalid_grant");
		assertThat(new TestDevice(this.server).allow(this.email, "a brand new password").status()).isEqualTo(200);
	}

	@Test
	void leavesOtherAccountsAlone() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		String otherEmail = TestAccounts.newEmail();
		Browser other = TestAccounts.signUp(this.server, otherEmail, PASSWORD);
		Page otherDevice = new TestDevice(this.server).allow(otherEmail, PASSWORD);
		browser.submit(browser.get("/auth/account/sign-out-everywhere"), Map.of());
		assertThat(other.get("/auth/account").body()).contains(otherEmail);
		assertThat(refresh(otherDevice).status()).isEqualTo(200);
	}

	@Test
	void refusesFormWithoutCsrfToken() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		assertThat(browser.post("/auth/account/sign-out-everywhere", Map.of()).status()).isEqualTo(403);
		assertThat(browser.get("/auth/account").status()).isEqualTo(200);
	}

	@Test
	void showsAppsAndTakesTheirAccessBack() {
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		assertThat(browser.get("/auth/account/apps").body()).contains("No app has access");
		Page device = new TestDevice(this.server).allow(this.email, PASSWORD);
		Page apps = browser.get("/auth/account/apps");
		assertThat(apps.body()).contains("Soundlift command line", "download the MP3s", "Access since");
		Page answer = browser.submit(apps, Map.of());
		assertThat(browser.follow(answer).body()).contains("has no access any more", "No app has access");
		assertThat(refresh(device).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void takesNothingFromOthersWhenTheFormNamesTheirApp() {
		String otherEmail = TestAccounts.newEmail();
		TestAccounts.create(this.server, otherEmail, PASSWORD);
		Page otherDevice = new TestDevice(this.server).allow(otherEmail, PASSWORD);
		Browser browser = TestAccounts.signUp(this.server, this.email, PASSWORD);
		new TestDevice(this.server).allow(this.email, PASSWORD);
		browser.submit(browser.get("/auth/account/apps"), Map.of());
		assertThat(refresh(otherDevice).status()).isEqualTo(200);
	}

	private Page refresh(Page tokens) {
		return new TokenEndpoint(this.server).askPublicly("/auth/oauth2/token", "grant_type", "refresh_token",
				"client_id", "soundlift-cli", "refresh_token", tokens.text("refresh_token"));
	}

}
