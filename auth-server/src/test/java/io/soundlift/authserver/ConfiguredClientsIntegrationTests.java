package io.soundlift.authserver;

import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the clients that the configuration describes.
 */
class ConfiguredClientsIntegrationTests {

	private static final String CLIENTS = "soundlift.auth-server.clients.";

	private final TestAuthServer server = TestAuthServer.shared();

	private final Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");

	@Test
	void signsPeopleInToTheWebAppWithoutAskingForConsent() throws Exception {
		TestApp web = TestApp.web(this.server);
		assertThat(web.authorize(this.browser).location()).startsWith(web.redirectUri());
		Page answer = web.signIn(this.browser);
		assertThat(List.of(answer.text("scope").split(" "))).containsExactlyInAnyOrder("openid", "email",
				"conversions:read", "conversions:write");
	}

	@Test
	void doesNotRotateRefreshTokensOfTheWebApp() {
		TestApp web = TestApp.web(this.server);
		Page first = web.signIn(this.browser);
		Page second = web.refresh(first.text("refresh_token"));
		assertThat(second.text("refresh_token")).isEqualTo(first.text("refresh_token"));
		assertThat(second.text("access_token")).isNotEqualTo(first.text("access_token"));
		assertThat(web.refresh(first.text("refresh_token")).status()).isEqualTo(200);
	}

	@Test
	void sendsCodesOfTheWebAppNowhereElse() {
		TestApp web = TestApp.web(this.server);
		for (String other : List.of(web.redirectUri() + "/", web.redirectUri() + "?a=b",
				this.server.publicUrl() + "/elsewhere", "https://evil.example/login/oauth2/code/soundlift")) {
			Page answer = web.withRedirectUri(other).authorize(this.browser);
			assertThat(answer.status()).as(other).isEqualTo(400);
			assertThat(answer.header("Location")).isEmpty();
		}
	}

	@Test
	void signsInByCommandLineOnAnyPortOfTheLoopbackAddress() {
		TestApp.commandLine(this.server, 49_152).signIn(this.browser);
		TestApp.commandLine(this.server, 65_535).signIn(this.browser);
	}

	@Test
	void letsNothingButThePortOfALoopbackAddressDiffer() {
		TestApp app = TestApp.commandLine(this.server, 49_152);
		for (String other : List.of("http://127.0.0.1:49152/other", "http://127.0.0.2:49152/callback",
				"http://localhost:49152/callback", "https://127.0.0.1:49152/callback",
				"http://127.0.0.1:49152/callback?a=b", "http://127.0.0.1:1@evil.example/callback")) {
			assertThat(app.withRedirectUri(other).authorize(this.browser).status()).as(other).isEqualTo(400);
		}
	}

	@Test
	void asksForConsentEachTimeThatTheCommandLineIsLetIn() {
		TestApp app = TestApp.commandLine(this.server, 49_152);
		assertThat(app.authorize(this.browser).location()).startsWith(this.server.issuer() + "/consent");
		app.signIn(this.browser);
		assertThat(app.authorize(this.browser).location()).startsWith(this.server.issuer() + "/consent");
	}

	@Test
	void keepsTheHashOfASecretThatDidNotChangeAndRenewsItWhenItDid() {
		try (TestAuthServer own = TestAuthServer.start()) {
			String before = secretHash(own);
			assertThat(before).startsWith("{bcrypt}").doesNotContain(TestAuthServer.WEB_SECRET);
			own.restart();
			assertThat(secretHash(own)).isEqualTo(before);
			own.restart(Map.of(CLIENTS + "soundlift-web.secret", "another-secret-of-the-web-client"));
			assertThat(secretHash(own)).isNotEqualTo(before);
			assertThat(introspectAs(own, TestAuthServer.WEB_SECRET).status()).isEqualTo(401);
			assertThat(introspectAs(own, "another-secret-of-the-web-client").status()).isEqualTo(200);
		}
	}

	@Test
	void registersTheClientOfAnotherFrontEndAndUpdatesIt() {
		try (TestAuthServer own = TestAuthServer
			.start(Map.of(CLIENTS + "phone.name", "Phone app", CLIENTS + "phone.grant-types", "authorization_code",
					CLIENTS + "phone.redirect-uris", "com.example.phone:/callback,https://phone.example/callback",
					CLIENTS + "phone.scopes", "openid,conversions:read"))) {
			RegisteredClient before = client(own, "phone");
			assertThat(before.getClientName()).isEqualTo("Phone app");
			assertThat(before.getClientSecret()).isNull();
			assertThat(before.getRedirectUris()).containsExactlyInAnyOrder("com.example.phone:/callback",
					"https://phone.example/callback");
			assertThat(before.getClientSettings().isRequireAuthorizationConsent()).isTrue();
			assertThat(before.getClientSettings().isRequireProofKey()).isTrue();
			assertThat(before.getTokenSettings().isReuseRefreshTokens()).isFalse();
			own.restart(Map.of(CLIENTS + "phone.scopes", "openid"));
			RegisteredClient after = client(own, "phone");
			assertThat(after.getId()).isEqualTo(before.getId());
			assertThat(after.getScopes()).containsExactly("openid");
			assertThat(after.getClientIdIssuedAt()).isEqualTo(before.getClientIdIssuedAt());
		}
	}

	@Test
	void addsRedirectUrisOfAnotherFrontEndToTheWebApp() {
		try (TestAuthServer own = TestAuthServer
			.start(Map.of(CLIENTS + "soundlift-web.redirect-uris", "https://front.example/callback"))) {
			assertThat(client(own, "soundlift-web").getRedirectUris()).containsExactlyInAnyOrder(
					"https://front.example/callback", own.publicUrl() + "/login/oauth2/code/soundlift");
		}
	}

	@Test
	void bringsTheCommandLineOfAnEarlierVersionUpToDate() {
		try (TestAuthServer own = TestAuthServer.start()) {
			own.bean(MongoOperations.class)
				.getCollection("clients")
				.updateOne(new Document("clientId", "soundlift-cli"),
						new Document("$set",
								new Document("grantTypes",
										List.of("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"))
									.append("redirectUris", List.of())
									.append("name", "Old name")));
			String id = client(own, "soundlift-cli").getId();
			own.restart();
			RegisteredClient updated = client(own, "soundlift-cli");
			assertThat(updated.getId()).isEqualTo(id);
			assertThat(updated.getClientName()).isEqualTo("Soundlift command line");
			assertThat(updated.getRedirectUris()).containsExactly("http://127.0.0.1/callback");
		}
	}

	@Test
	void leavesOtherClientsAlone() {
		try (TestAuthServer own = TestAuthServer.start()) {
			RegisteredClient before = client(own, TestAuthServer.CLIENT_ID);
			own.restart(Map.of("soundlift.auth-server.access-token-lifetime", "1m"));
			assertThat(client(own, TestAuthServer.CLIENT_ID)).isEqualTo(before);
			assertThat(client(own, "soundlift-web").getTokenSettings().getAccessTokenTimeToLive()).hasSeconds(60);
		}
	}

	@Test
	void stopsWhenAnAccountOwnsTheConfiguredClient() {
		try (TestAuthServer own = TestAuthServer.start()) {
			String settings = CLIENTS + TestAuthServer.CLIENT_ID;
			assertThatIllegalStateException()
				.isThrownBy(() -> own.restart(Map.of(settings + ".grant-types", "client_credentials",
						settings + ".secret", "a-secret-of-someone-else")))
				.withMessageContaining(settings);
		}
	}

	@Test
	void registersNoWebAppWithoutASecret() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(CLIENTS + "soundlift-web.secret", ""))) {
			assertThat(own.bean(RegisteredClientRepository.class).findByClientId("soundlift-web")).isNull();
		}
	}

	private static Page introspectAs(TestAuthServer own, String secret) {
		TestApp web = new TestApp(own, "soundlift-web", secret, "", "");
		return web.post("/auth/oauth2/introspect", "token", "any");
	}

	private static String secretHash(TestAuthServer own) {
		return String.valueOf(client(own, "soundlift-web").getClientSecret());
	}

	private static RegisteredClient client(TestAuthServer own, String clientId) {
		RegisteredClient client = own.bean(RegisteredClientRepository.class).findByClientId(clientId);
		assertThat(client).isNotNull();
		return client;
	}

}
