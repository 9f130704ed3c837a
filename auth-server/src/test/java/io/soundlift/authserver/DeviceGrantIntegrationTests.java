package io.soundlift.authserver;

import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import io.soundlift.authserver.account.Accounts;
import org.junit.jupiter.api.Test;

import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the command line's sign-in by device code.
 */
class DeviceGrantIntegrationTests {

	private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	private final Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");

	@Test
	void givesTokensToTheDeviceAfterThePersonAllowedIt() throws Exception {
		Page device = startDevice("openid conversions:read conversions:write");
		assertThat(device.text("verification_uri")).isEqualTo(this.server.issuer() + "/activate");
		Page pending = poll(device);
		assertThat(pending.status()).isEqualTo(400);
		assertThat(pending.text("error")).isEqualTo("authorization_pending");

		Browser person = this.server.browser();
		Page signIn = person.get(device.text("verification_uri_complete"));
		assertThat(signIn.location()).isEqualTo(this.server.issuer() + "/sign-in");
		Page signedIn = person.submit(person.follow(signIn),
				Map.of("email", TestAuthServer.EMAIL, "password", TestAuthServer.PASSWORD));
		Page activate = person.follow(signedIn);
		assertThat(activate.body()).contains(device.text("user_code"));
		Page consent = person.follow(person.submit(activate, Map.of()));
		assertThat(consent.body()).contains("Soundlift command line", TestAuthServer.EMAIL, "upload videos")
			.doesNotContain("know who you are");
		Page done = person.follow(person.submit(consent, Map.of("decision", "allow")));
		assertThat(done.body()).contains("go back to your device");

		Page token = poll(device);
		assertThat(token.status()).as(token.body()).isEqualTo(200);
		JWTClaimsSet claims = this.tokens.verify(token.text("access_token")).getJWTClaimsSet();
		assertThat(claims.getSubject())
			.isEqualTo(this.server.bean(Accounts.class).findByEmail(TestAuthServer.EMAIL).orElseThrow().id());
		assertThat(claims.getClaim("client_id")).isEqualTo("soundlift-cli");
		assertThat(claims.getClaim("email")).isEqualTo(TestAuthServer.EMAIL);
		assertThat(List.of(claims.getStringClaim("scope").split(" "))).containsExactlyInAnyOrder("conversions:read",
				"conversions:write");
		assertThat(poll(device).status()).isEqualTo(400);
	}

	@Test
	void rotatesRefreshTokenOfTheDeviceAndRevokesIt() {
		Page first = poll(allowed(startDevice("conversions:read")));
		Page second = refresh(first);
		assertThat(second.status()).as(second.body()).isEqualTo(200);
		assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
		this.tokens.verify(second.text("access_token"));
		Page revoked = this.tokens.askPublicly("/auth/oauth2/revoke", "client_id", "soundlift-cli", "token",
				second.text("refresh_token"));
		assertThat(revoked.status()).isEqualTo(200);
		assertThat(refresh(second).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void tellsTheDeviceWhenThePersonDeniesEvenIfAnotherDeviceWasAllowedBefore() {
		allowed(startDevice("conversions:read"));
		Page device = startDevice("conversions:read");
		Page consent = consentFor(device);
		Page denied = this.browser
			.follow(this.browser.post(consent.formAction(), consent.formFields(Map.of("decision", "deny"))));
		assertThat(denied.body()).contains("was not let in");
		assertThat(poll(device).text("error")).isEqualTo("access_denied");
	}

	@Test
	void asksForConsentAgainSoThatALinkAloneLetsNoDeviceIn() {
		allowed(startDevice("conversions:read"));
		Page device = startDevice("conversions:read");
		Page answer = this.browser.get("/auth/oauth2/device_verification?user_code=" + device.text("user_code"));
		assertThat(answer.location()).startsWith(this.server.issuer() + "/consent");
		assertThat(poll(device).text("error")).isEqualTo("authorization_pending");
	}

	@Test
	void slowsDownWhoeverGuessesUserCodes() {
		for (int i = 0; i < 6; i++) {
			Page answer = this.browser.post("/auth/oauth2/device_verification", Map.of("user_code", "BBBB-BBBB"));
			assertThat(answer.location()).endsWith("/activate?outcome=unknown");
		}
		Page device = startDevice("conversions:read");
		Page answer = this.browser.post("/auth/oauth2/device_verification",
				Map.of("user_code", device.text("user_code")));
		assertThat(answer.location()).endsWith("/activate?outcome=unknown");
	}

	@Test
	void refusesConsentOfAnotherPersonsRequest() {
		Page device = startDevice("conversions:read");
		Page redirect = this.browser.post("/auth/oauth2/device_verification",
				Map.of("user_code", device.text("user_code")));
		Browser stranger = TestAccounts.signUp(this.server, "stranger@example.com", "another password");
		assertThat(stranger.follow(redirect).status()).isEqualTo(400);
	}

	private Page startDevice(String scope) {
		Page device = this.tokens.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli",
				"scope", scope);
		assertThat(device.status()).as(device.body()).isEqualTo(200);
		return device;
	}

	private Page allowed(Page device) {
		Page consent = consentFor(device);
		assertThat(this.browser.post(consent.formAction(), allow(consent)).location()).endsWith("outcome=allowed");
		return device;
	}

	private Page consentFor(Page device) {
		return this.browser.follow(
				this.browser.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code"))));
	}

	private static MultiValueMap<String, String> allow(Page consent) {
		return consent.formFields(Map.of("decision", "allow"));
	}

	private Page poll(Page device) {
		return this.tokens.askPublicly("/auth/oauth2/token", "grant_type", GRANT, "client_id", "soundlift-cli",
				"device_code", device.text("device_code"));
	}

	private Page refresh(Page tokenAnswer) {
		return this.tokens.askPublicly("/auth/oauth2/token", "grant_type", "refresh_token", "client_id",
				"soundlift-cli", "refresh_token", tokenAnswer.text("refresh_token"));
	}

}
