package io.soundlift.authserver;

import java.net.URI;
import java.util.Map;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.sessionrevocation.SessionRevocations;
import io.soundlift.testsupport.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what the running authorization server shows to Prometheus.
 */
class MetricsIntegrationTests {

	private static final String CHECKS = "soundlift_password_checks_total";

	private static final String ISSUED = "soundlift_tokens_issued_total";

	private static final String REUSES = "soundlift_token_reuses_total";

	private final TestAuthServer server = TestAuthServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void hasTheDocumentedMetricsFromItsStart() {
		assertThat(scrape().own()).isNotEmpty().isEqualTo(Metrics.documented("auth-server"));
		assertThat(scrape().value(REUSES, "token=\"authorization_code\"")).isZero();
		assertThat(scrape().value(ISSUED, "grant_type=\"device_code\"")).isZero();
	}

	@Test
	void countsPasswordsThatWereTried() {
		assertThat(signIn(TestAuthServer.PASSWORD).location()).endsWith("/auth/");
		assertChecks(1, 0, 0);
		signIn("wrong");
		this.server.browser().signIn("nobody@example.com", TestAuthServer.PASSWORD);
		assertChecks(1, 2, 0);
		// how many are heard before depends on the time that they take
		int tries = 0;
		while (throttled() == 0 && tries < 100) {
			signIn("wrong");
			tries++;
		}
		assertChecks(1, 2 + tries - 1, 1);
	}

	@Test
	void countsTokensByGrantTypeAndReuse() {
		new TokenEndpoint(this.server).ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials");
		new TokenEndpoint(this.server).ask(TestAuthServer.CLIENT_ID, "wrong", "grant_type", "client_credentials");
		assertThat(scrape().value(ISSUED, "grant_type=\"client_credentials\"")).isEqualTo(1);
		TestApp app = TestApp.commandLine(this.server, 50_000);
		Browser browser = this.server.browser();
		browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
		String refreshToken = app.signIn(browser).text("refresh_token");
		app.refresh(refreshToken);
		assertThat(scrape().value(REUSES, "token=\"refresh_token\"")).isZero();
		app.refresh(refreshToken);
		String code = app.code(browser);
		app.redeem(code);
		assertThat(scrape().value(REUSES, "token=\"authorization_code\"")).isZero();
		app.redeem(code);
		Metrics metrics = scrape();
		assertThat(metrics.value(ISSUED, "grant_type=\"authorization_code\"")).isEqualTo(2);
		assertThat(metrics.value(ISSUED, "grant_type=\"refresh_token\"")).isEqualTo(1);
		assertThat(metrics.value(REUSES, "token=\"refresh_token\"")).isEqualTo(1);
		assertThat(metrics.value(REUSES, "token=\"authorization_code\"")).isEqualTo(1);
		new TestDevice(this.server).allow(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
		assertThat(scrape().value(ISSUED, "grant_type=\"device_code\"")).isEqualTo(1);
	}

	@Test
	void countsRevokedGrantsByTheirCause() {
		TestApp app = TestApp.commandLine(this.server, 50_000);
		Browser browser = this.server.browser();
		browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
		String given = app.signIn(browser).text("refresh_token");
		TokenEndpoint tokens = new TokenEndpoint(this.server);
		tokens.askPublicly("/auth/oauth2/revoke", "client_id", "soundlift-cli", "token", given);
		tokens.askPublicly("/auth/oauth2/revoke", "client_id", "soundlift-cli", "token", given);
		assertThat(revoked("given_back")).isEqualTo(1);
		String refreshToken = app.signIn(browser).text("refresh_token");
		app.refresh(refreshToken);
		app.refresh(refreshToken);
		String code = app.code(browser);
		app.redeem(code);
		app.redeem(code);
		assertThat(revoked("reuse")).isEqualTo(2);
		app.signIn(browser);
		browser.submit(browser.get("/auth/account/apps"), Map.of());
		assertThat(revoked("app_removed")).isEqualTo(1);
		app.signIn(browser);
		app.signIn(browser);
		Account account = this.server.bean(Accounts.class).findByEmail(TestAuthServer.EMAIL).orElseThrow();
		this.server.bean(SessionRevocations.class).changePassword(account, "another long password", "none", false);
		assertThat(revoked("password_changed")).isEqualTo(2);
		assertThat(revoked("given_back")).isEqualTo(1);
		assertThat(revoked("signed_out")).isZero();
	}

	private double revoked(String cause) {
		return scrape().value("soundlift_grants_revoked_total", "cause=\"" + cause + "\"");
	}

	private Page signIn(String password) {
		return this.server.browser().signIn(TestAuthServer.EMAIL, password);
	}

	private double throttled() {
		return scrape().value(CHECKS, "result=\"throttled\"");
	}

	private void assertChecks(double accepted, double refused, double throttled) {
		Metrics metrics = scrape();
		assertThat(metrics.value(CHECKS, "result=\"accepted\"")).isEqualTo(accepted);
		assertThat(metrics.value(CHECKS, "result=\"refused\"")).isEqualTo(refused);
		assertThat(metrics.value(CHECKS, "result=\"throttled\"")).isEqualTo(throttled);
	}

	private Metrics scrape() {
		return Metrics.scrape(URI.create(this.server.managementUrl()).getPort());
	}

}
