package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the limits of clients and accounts. The clock stands still, so that nothing
 * is given back in the middle of a test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenLimitsIntegrationTests {

	private static final int OF_CLIENT = 10;

	private static final int OF_ACCOUNT = 15;

	private static final int GRANTS = 3;

	/** The penetration test made 2,000, with {@code -Dsoundlift.test.pairs}. */
	private static final int PAIRS = Integer.getInteger("soundlift.test.pairs", 100);

	private final TestAuthServer server = TestAuthServer
		.start(Map.of("soundlift.auth-server.limits.client-tokens-per-minute", OF_CLIENT,
				"soundlift.auth-server.limits.account-tokens-per-minute", OF_ACCOUNT,
				"soundlift.auth-server.limits.account-grants", GRANTS), StoppedClockConfiguration.class);

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void boundsWhatMintingAndRevokingLeaves() {
		Browser owner = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		TestApiClient client = TestApiClient.create(owner, "Mints and revokes");
		long before = TestRevocations.all(this.server).size();
		List<Page> refused = new ArrayList<>();
		for (int i = 0; i < PAIRS; i++) {
			Page token = client.askForToken(this.server);
			if (token.status() == 200) {
				assertThat(post("/auth/oauth2/revoke", client, Map.of("token", token.text("access_token"))).status())
					.isEqualTo(200);
			}
			else {
				refused.add(token);
			}
		}
		assertThat(refused).hasSize(PAIRS - OF_CLIENT).allSatisfy((answer) -> {
			assertThat(answer.status()).isEqualTo(429);
			assertThat(answer.header("Content-Type")).startsWith("application/json");
			assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
			assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
			assertThat(answer.header("Cache-Control")).contains("no-store");
		});
		assertThat(TestRevocations.all(this.server)).hasSize((int) before + OF_CLIENT);
		assertThat(grantsOf(client)).as("grants that are left").isZero();
	}

	@Test
	void countsAllClientsOfAnAccountTogetherAndNoOthers() {
		Browser owner = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		TestApiClient first = TestApiClient.create(owner, "First");
		TestApiClient second = TestApiClient.create(owner, "Second");
		TestApiClient foreign = TestApiClient
			.create(TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password"), "Foreign");
		for (int i = 0; i < OF_CLIENT; i++) {
			assertThat(first.askForToken(this.server).status()).isEqualTo(200);
		}
		assertThat(first.askForToken(this.server).status()).isEqualTo(429);
		for (int i = OF_CLIENT; i < OF_ACCOUNT; i++) {
			assertThat(second.askForToken(this.server).status()).isEqualTo(200);
		}
		assertThat(second.askForToken(this.server).status()).isEqualTo(429);
		assertThat(foreign.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void limitsRevocationsAndIntrospectionsAsWell() {
		TestApiClient client = TestApiClient
			.create(TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password"), "Revokes");
		for (int i = 0; i < OF_CLIENT; i++) {
			assertThat(post("/auth/oauth2/revoke", client, Map.of("token", "none")).status()).isEqualTo(200);
		}
		assertThat(post("/auth/oauth2/revoke", client, Map.of("token", "none")).status()).isEqualTo(429);
		for (int i = 0; i < OF_CLIENT * 5; i++) {
			assertThat(post("/auth/oauth2/introspect", client, Map.of("token", "none")).status()).isEqualTo(200);
		}
		assertThat(post("/auth/oauth2/introspect", client, Map.of("token", "none")).status()).isEqualTo(429);
	}

	@Test
	void blocksNoClientWhoseSecretIsNotKnown() {
		TestApiClient client = TestApiClient
			.create(TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password"), "Victim");
		for (int i = 0; i < OF_CLIENT * 2; i++) {
			assertThat(new TestApiClient(client.id(), "slc_wrong").askForToken(this.server).status()).isEqualTo(401);
		}
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void limitsTokensOfAnAccountByAppsAndEndsItsOldestGrant() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, "another password");
		Browser browser = this.server.browser();
		browser.signIn(email, "another password");
		TestApp app = TestApp.commandLine(this.server, 50_000);
		List<Page> granted = new ArrayList<>();
		for (int i = 0; i < GRANTS + 1; i++) {
			granted.add(app.signIn(browser));
		}
		assertThat(app.refresh(granted.get(0).text("refresh_token")).text("error")).isEqualTo("invalid_grant");
		assertThat(TestRevocations.grants(this.server)).contains(granted.get(0).claim("grant_id"));
		Page refreshed = app.refresh(granted.get(GRANTS).text("refresh_token"));
		assertThat(refreshed.status()).isEqualTo(200);
		Page last = refreshed;
		int tokens = GRANTS + 2;
		while (last.status() == 200 && tokens < OF_ACCOUNT * 2) {
			refreshed = last;
			last = app.refresh(refreshed.text("refresh_token"));
			tokens++;
		}
		assertThat(last.status()).isEqualTo(429);
		assertThat(last.text("error")).isEqualTo("temporarily_unavailable");
		assertThat(tokens).isBetween(OF_ACCOUNT, OF_ACCOUNT + 2);
	}

	@Test
	void limitsAuthorizationRequestsOfAnAccount() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, "another password");
		Browser browser = this.server.browser();
		browser.signIn(email, "another password");
		Page last = browser.get("/auth/oauth2/authorize?client_id=soundlift-cli");
		for (int i = 0; i < OF_ACCOUNT; i++) {
			assertThat(last.status()).isNotEqualTo(429);
			last = browser.get("/auth/oauth2/authorize?client_id=soundlift-cli");
		}
		assertThat(last.status()).isEqualTo(429);
		assertThat(last.header("Retry-After")).isNotEmpty();
	}

	private Page post(String path, TestApiClient client, Map<String, String> fields) {
		return this.server.browser()
			.post(path, fields, "Authorization", TokenEndpoint.basic(client.id(), client.secret()));
	}

	private long grantsOf(TestApiClient owner) {
		Document client = this.server.bean(MongoOperations.class)
			.getCollection("clients")
			.find(new Document("clientId", owner.id()))
			.first();
		assertThat(client).isNotNull();
		return this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.countDocuments(new Document("clientId", client.getString("_id")));
	}

}
