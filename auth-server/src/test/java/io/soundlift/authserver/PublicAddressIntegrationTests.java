package io.soundlift.authserver;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the server says of its own address, and for what is reachable where.
 */
class PublicAddressIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	@Test
	void describesItselfByThePublicAddress() {
		Page metadata = this.server.browser().get("/auth/.well-known/openid-configuration");
		assertThat(metadata.status()).isEqualTo(200);
		assertThat(metadata.json()).containsEntry("issuer", this.server.issuer())
			.containsEntry("token_endpoint", this.server.issuer() + "/oauth2/token")
			.containsEntry("jwks_uri", this.server.issuer() + "/oauth2/jwks")
			.containsEntry("device_authorization_endpoint", this.server.issuer() + "/oauth2/device_authorization");
	}

	@Test
	void ignoresForgedHeadersInRedirectsAndLinks() {
		Browser browser = this.server.browser();
		String[] forged = { "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Port", "444",
				"Forwarded", "host=evil.example;proto=https" };
		Page redirect = browser.get("/auth/activate?user_code=BBBB-BBBB", forged);
		assertThat(redirect.location()).isEqualTo(this.server.issuer() + "/sign-in");
		Page signedIn = browser.submit(browser.follow(redirect),
				Map.of("email", TestAuthServer.EMAIL, "password", TestAuthServer.PASSWORD));
		assertThat(signedIn.location()).startsWith(this.server.issuer() + "/activate?user_code=BBBB-BBBB");
		Page device = browser.post("/auth/oauth2/device_authorization", Map.of("client_id", "soundlift-cli"), forged);
		assertThat(device.text("verification_uri")).isEqualTo(this.server.issuer() + "/activate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a-secret-of-who-forward", "a-secret-of-who-forwards2", "A-SECRET-OF-WHO-FORWARDS" })
	void countsRealPeerWhenForwardedAddressIsNotTheGateways(String secret) {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			String email = TestAccounts.newEmail();
			TestAccounts.create(own, email, "another password");
			for (int i = 0; i < 10; i++) {
				signIn(own, email, "wrong", "X-Forwarded-For", "203.0.113." + i, Browser.SECRET_HEADER, secret);
			}
			assertThat(signIn(own, email, "another password").location()).as("from the same peer")
				.endsWith("/sign-in?error");
			assertThat(signIn(own, email, "another password", "X-Forwarded-For", "198.51.100.3").location())
				.as("through the gateway")
				.endsWith("/auth/");
		}
	}

	private static Page signIn(TestAuthServer server, String email, String password, String... headers) {
		Browser browser = server.browser();
		Page form = browser.get("/auth/sign-in");
		return browser.post(form.formAction(), form.formFields(Map.of("email", email, "password", password)), headers);
	}

	@Test
	void showsHealthAndMetricsOnTheManagementPortOnly() {
		String management = this.server.managementUrl();
		Page readiness = this.server.browser()
			.get(management + "/actuator/health/readiness", "Accept", "application/json");
		assertThat(readiness.status()).as(readiness.body()).isEqualTo(200);
		assertThat(readiness.text("status")).isEqualTo("UP");
		assertThat(this.server.browser().getAs("text/plain", management + "/actuator/prometheus").status())
			.isEqualTo(200);
		assertThat(this.server.browser().getAs("application/json", management + "/actuator/env").status())
			.isEqualTo(404);
		assertThat(this.server.browser().get("/auth/actuator/health").status()).isEqualTo(404);
	}

	@Test
	void showsPeopleAPageForUnknownAddressAndProgramsAProblem() {
		Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		Page page = browser.get("/auth/nothing-here");
		assertThat(page.status()).isEqualTo(404);
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.body()).contains("nothing at this address");
		Page problem = browser.getAs("application/json", "/auth/nothing-here");
		assertThat(problem.status()).isEqualTo(404);
		assertThat(problem.header("Content-Type")).startsWith("application/problem+json");
		assertThat(problem.json()).containsEntry("status", 404).containsEntry("code", "not-found");
	}

}
