package io.soundlift.authserver;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoints where clients ask about their tokens and take them back.
 */
class IntrospectionIntegrationTests {

	private static final String INTROSPECT = "/auth/oauth2/introspect";

	private static final String REVOKE = "/auth/oauth2/revoke";

	private final TestAuthServer server = TestAuthServer.shared();

	private final TestApp web = TestApp.web(this.server);

	private final TestApp api = new TestApp(this.server, TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "",
			"");

	private final TestApp commandLine = TestApp.commandLine(this.server, 50_001);

	private final Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");

	private final Page answer = this.web.signIn(this.browser);

	@Test
	void tellsAClientAboutItsTokens() {
		Page accessToken = this.web.post(INTROSPECT, "token", this.answer.text("access_token"));
		assertThat(accessToken.json()).containsEntry("active", true)
			.containsEntry("client_id", "soundlift-web")
			.containsEntry("token_type", "Bearer")
			.containsEntry("sub", this.answer.claim("sub"));
		assertThat(this.web.post(INTROSPECT, "token", this.answer.text("refresh_token")).json()).containsEntry("active",
				true);
	}

	@Test
	void tellsAClientNothingAboutOthersTokens() {
		for (String token : List.of("access_token", "refresh_token")) {
			assertThat(this.api.post(INTROSPECT, "token", this.answer.text(token)).json())
				.containsExactlyEntriesOf(Map.of("active", false));
		}
	}

	@Test
	void takesNothingButAccessAndRefreshTokensForActive() {
		String code = this.web.code(this.browser);
		for (String token : List.of(this.answer.text("id_token"), code, this.answer.claim("grant_id"), "nonsense")) {
			assertThat(this.web.post(INTROSPECT, "token", token).json())
				.containsExactlyEntriesOf(Map.of("active", false));
		}
	}

	@Test
	void wantsProofOfTheClientThatAsks() {
		assertThat(this.server.browser().post(INTROSPECT, Map.of("token", this.answer.text("access_token"))).status())
			.isEqualTo(401);
		assertThat(this.server.browser()
			.post(INTROSPECT, Map.of("token", this.answer.text("access_token"), "client_id", "soundlift-web"))
			.status()).isEqualTo(401);
		assertThat(this.server.browser()
			.post(REVOKE, Map.of("token", this.answer.text("access_token"), "client_id", "soundlift-web"))
			.status()).isEqualTo(401);
		assertActive();
	}

	@Test
	void endsTheGrantAtOnceWhenTheAccessTokenIsRevoked() {
		assertRevokes(this.answer.text("access_token"));
	}

	@Test
	void endsTheGrantAtOnceWhenTheRefreshTokenIsRevoked() {
		assertRevokes(this.answer.text("refresh_token"));
	}

	@Test
	void endsTheGrantAlsoByAnAccessTokenThatANewerOneHasFollowed() {
		assertThat(this.web.refresh(this.answer.text("refresh_token")).status()).isEqualTo(200);
		assertRevokes(this.answer.text("access_token"));
	}

	@Test
	void refusesToRevokeAnotherClientsToken() {
		for (String token : List.of("access_token", "refresh_token")) {
			Page refusal = this.api.post(REVOKE, "token", this.answer.text(token));
			assertThat(refusal.status()).isEqualTo(400);
			assertThat(refusal.text("error")).isEqualTo("invalid_client");
			assertThat(this.commandLine.post(REVOKE, "token", this.answer.text(token)).status()).isEqualTo(400);
		}
		assertActive();
	}

	@Test
	void takesRevocationOfAnythingElseForDone() {
		for (String token : List.of(this.answer.text("id_token"), this.answer.claim("grant_id"), "nonsense")) {
			assertThat(this.web.post(REVOKE, "token", token).status()).isEqualTo(200);
		}
		assertActive();
	}

	private void assertRevokes(String token) {
		assertThat(this.web.post(REVOKE, "token", token).status()).isEqualTo(200);
		assertThat(TestRevocations.grants(this.server)).contains(this.answer.claim("grant_id"));
		for (String name : List.of("access_token", "refresh_token")) {
			assertThat(this.web.post(INTROSPECT, "token", this.answer.text(name)).json()).containsEntry("active",
					false);
		}
		assertThat(this.web.refresh(this.answer.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
		assertThat(this.server.browser()
			.get("/auth/userinfo", "Authorization", "Bearer " + this.answer.text("access_token"))
			.status()).isEqualTo(401);
		assertThat(this.web.post(REVOKE, "token", token).status()).isEqualTo(200);
	}

	private void assertActive() {
		assertThat(this.web.post(INTROSPECT, "token", this.answer.text("access_token")).json()).containsEntry("active",
				true);
		assertThat(TestRevocations.grants(this.server)).doesNotContain(this.answer.claim("grant_id"));
	}

}
