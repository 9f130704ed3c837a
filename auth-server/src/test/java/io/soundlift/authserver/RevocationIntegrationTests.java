package io.soundlift.authserver;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.soundlift.authserver.authorization.AppAccess;
import io.soundlift.authserver.authorization.Grants;
import io.soundlift.authserver.authorization.RevocationCause;
import io.soundlift.authserver.revocation.Revocation;
import io.soundlift.authserver.revocation.Revocations;
import io.soundlift.support.Secrets;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of grants, and for the list of it that the gateway reads.
 */
class RevocationIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	private final String email = TestAccounts.newEmail();

	private final String accountId = TestAccounts.create(this.server, this.email, "another password");

	private final Grants grants = this.server.bean(Grants.class);

	private final String commandLine = commandLine().getId();

	@Test
	void namesTheGrantInEachTokenOfIt() {
		Page first = signIn();
		Page second = refresh(first);
		assertThat(grantOf(first)).isNotEmpty().isEqualTo(grantOf(second)).isNotEqualTo(grantOf(signIn()));
	}

	@Test
	void namesTheStoredAuthorizationInTokensOfClientCredentials() {
		String grant = grantOf(clientCredentials());
		assertThat(stored(grant)).isNotNull();
	}

	@Test
	void listsGrantAtOnceWhenItsAccessTokenIsRevoked() {
		Page answer = clientCredentials();
		assertThat(revokedGrants()).doesNotContain(grantOf(answer));
		revoke(answer);
		assertThat(revokedGrants()).contains(grantOf(answer));
	}

	@Test
	void endsTheWholeGrantWhenItsRefreshTokenIsRevoked() {
		Page answer = signIn();
		this.tokens.askPublicly("/auth/oauth2/revoke", "client_id", "soundlift-cli", "token",
				answer.text("refresh_token"));
		assertThat(revokedGrants()).contains(grantOf(answer));
		assertThat(refresh(answer).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void endsAllGrantsOfAnAccountAndNoOthers() {
		Page first = signIn();
		Page second = signIn();
		Page foreign = clientCredentials();
		this.grants.revokeAllOf(this.accountId, RevocationCause.SIGNED_OUT);
		assertThat(revokedGrants()).contains(grantOf(first), grantOf(second)).doesNotContain(grantOf(foreign));
		assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
		assertThat(refresh(second).text("error")).isEqualTo("invalid_grant");
		assertThat(this.grants.list(this.accountId)).isEmpty();
	}

	@Test
	void endsAllGrantsOfAClientAlsoWhenItIsDeleted() {
		try (TestAuthServer own = TestAuthServer.start()) {
			TokenEndpoint ownTokens = new TokenEndpoint(own);
			String grant = grantOf(ownTokens.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
					"client_credentials"));
			MongoOperations mongo = own.bean(MongoOperations.class);
			Document client = mongo.getCollection("clients")
				.findOneAndDelete(new Document("clientId", TestAuthServer.CLIENT_ID));
			assertThat(client).isNotNull();
			own.bean(Grants.class).revokeAllOfClient(client.getString("_id"), RevocationCause.CLIENT_DELETED);
			assertThat(TestRevocations.grants(own)).containsExactly(grant);
		}
	}

	@Test
	void forgetsConsentWhenAnAppIsRevoked() {
		Page answer = signIn();
		assertThat(consents()).isEqualTo(1);
		this.grants.revoke(this.accountId, this.commandLine);
		assertThat(consents()).isZero();
		assertThat(refresh(answer).text("error")).isEqualTo("invalid_grant");
		assertThat(revokedGrants()).contains(grantOf(answer));
	}

	@Test
	void listsEachAppOnceWithWhatItMayDoAndSinceWhen() {
		assertThat(this.grants.list(this.accountId)).isEmpty();
		Instant before = Instant.now().minusSeconds(1);
		signIn();
		signIn();
		AppAccess app = this.grants.list(this.accountId).get(0);
		assertThat(this.grants.list(this.accountId)).hasSize(1);
		assertThat(app.name()).isEqualTo("Soundlift command line");
		assertThat(app.registeredClientId()).isEqualTo(this.commandLine);
		assertThat(app.scopes()).containsExactly("conversions:read", "conversions:write");
		assertThat(app.since()).isBetween(before, Instant.now());
		assertThat(app.lastUsed()).isAfter(app.since()).isBefore(Instant.now());
	}

	@Test
	void listsNeitherUnfinishedNorExpiredGrantsNorThoseOfDeletedClients() {
		String unfinished = unfinishedGrant();
		assertThat(stored(unfinished)).isNotNull();
		assertThat(this.grants.list(this.accountId)).isEmpty();
		String grant = grantOf(signIn());
		set(grant, new Document("clientId", "deleted-client"));
		assertThat(this.grants.list(this.accountId)).isEmpty();
		set(grant, new Document("clientId", this.commandLine).append("expiresAt", new Date(0)));
		assertThat(this.grants.list(this.accountId)).isEmpty();
		set(grant, new Document("expiresAt", Date.from(Instant.now().plusSeconds(60))));
		assertThat(this.grants.list(this.accountId)).hasSize(1);
	}

	@Test
	void endsGrantThatWasOnlyListedWhenTheServerDied() {
		Page answer = signIn();
		this.server.bean(Revocations.class).revokeGrant(grantOf(answer), Instant.now().plusSeconds(900));
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			Document document = stored(grantOf(answer));
			assertThat(document).isNotNull();
			assertThat(document.getDate("revokedAt")).isNotNull();
		});
		assertThat(refresh(answer).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void listsGrantUntilItsAccessTokenExpiresAndClosedAccountFor30Days() {
		Page answer = clientCredentials();
		revoke(answer);
		assertThat(listed(grantOf(answer)).getEpochSecond()).isEqualTo(Long.parseLong(answer.claim("exp")));
		String account = Secrets.newId();
		this.server.bean(Revocations.class).closeAccount(account);
		assertThat(listed(account)).isAfter(Instant.now().plus(Duration.ofDays(29)));
	}

	@Test
	void listsGrantOfTokenThatWasRefreshedUntilTheLastOneExpires() {
		Page answer = signIn();
		Page refreshed = refresh(answer);
		this.grants.revokeAllOf(this.accountId, RevocationCause.SIGNED_OUT);
		assertThat(listed(grantOf(answer)).getEpochSecond()).isEqualTo(Long.parseLong(refreshed.claim("exp")));
	}

	@Test
	void listsNoGrantWithoutLivingAccessToken() {
		String grant = grantOf(signIn());
		set(grant, new Document("accessUntil", Date.from(Instant.now().minusSeconds(600))));
		this.grants.revokeAllOf(this.accountId, RevocationCause.SIGNED_OUT);
		assertThat(revokedGrants()).doesNotContain(grant);
		assertThat(this.grants.list(this.accountId)).isEmpty();
	}

	@Test
	void listsGrantOfEarlierVersionForAnHour() {
		String grant = grantOf(signIn());
		this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.updateOne(new Document("_id", grant), new Document("$unset", new Document("accessUntil", "")));
		this.grants.revokeAllOf(this.accountId, RevocationCause.SIGNED_OUT);
		assertThat(listed(grant)).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
	}

	@Test
	void listsGrantOnceThoughItIsRevokedAgain() {
		Page answer = clientCredentials();
		for (int i = 0; i < 3; i++) {
			assertThat(revoke(answer).status()).isEqualTo(200);
		}
		assertThat(TestRevocations.all(this.server)).filteredOn("subject", grantOf(answer)).hasSize(1);
	}

	@Test
	void forgetsGrantOfAProgramOnceItIsRevoked() {
		Page answer = clientCredentials();
		revoke(answer);
		assertThat(stored(grantOf(answer))).isNull();
	}

	@Test
	void tellsGatewayWhatIsNewSinceItsLastLook() {
		String first = grantOf(clientCredentials());
		List<String> before = lines("");
		String next = before.get(before.size() - 1).substring("NEXT ".length());
		assertThat(lines(next)).containsExactly("NEXT " + next);
		Page answer = clientCredentials();
		revoke(answer);
		assertThat(lines(next)).contains("GRANT " + grantOf(answer) + " " + answer.claim("exp"))
			.noneMatch((line) -> line.contains(first));
		assertThat(lines("nonsense")).containsAll(before.subList(0, before.size() - 1));
	}

	@Test
	void showsTheListToTheWebClientAlone() {
		this.server.bean(Revocations.class).closeAccount("closed-account");
		String grant = grantOf(clientCredentials());
		this.server.bean(Revocations.class).revokeGrant(grant, Instant.now().plusSeconds(60));
		Page list = revocationList(TokenEndpoint.basic("soundlift-web", TestAuthServer.WEB_SECRET));
		assertThat(list.status()).isEqualTo(200);
		assertThat(list.header("Cache-Control")).contains("no-store");
		assertThat(list.body()).contains("ACCOUNT closed-account ", "GRANT " + grant + " ");
		assertThat(revocationList(TokenEndpoint.basic("soundlift-web", "a-wrong-secret-of-the-web")).status())
			.isEqualTo(401);
		assertThat(revocationList(TokenEndpoint.basic(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET)).status())
			.isEqualTo(401);
		assertThat(revocationList("Bearer " + clientCredentials().text("access_token")).status()).isEqualTo(401);
		assertThat(this.server.browser().get("/auth/internal/revocations?after=").status()).isEqualTo(401);
	}

	@Test
	void showsTheListToNobodyWhenTheWebClientHasNoSecret() {
		try (TestAuthServer own = TestAuthServer
			.start(Map.of("soundlift.auth-server.clients.soundlift-web.secret", ""))) {
			assertThat(own.browser()
				.get("/auth/internal/revocations?after=", "Authorization", TokenEndpoint.basic("soundlift-web", ""))
				.status()).isEqualTo(401);
		}
	}

	private Page signIn() {
		return new TestDevice(this.server).allow(this.email, "another password");
	}

	private Page clientCredentials() {
		return this.tokens.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials");
	}

	private Page refresh(Page answer) {
		return this.tokens.askPublicly("/auth/oauth2/token", "grant_type", "refresh_token", "client_id",
				"soundlift-cli", "refresh_token", answer.text("refresh_token"));
	}

	private Page revocationList(String authorization) {
		return this.server.browser()
			.get("/auth/internal/revocations?after=", "Accept", "text/plain", "Authorization", authorization);
	}

	private List<String> revokedGrants() {
		return TestRevocations.grants(this.server);
	}

	private static String grantOf(Page answer) {
		return answer.claim("grant_id");
	}

	private String unfinishedGrant() {
		Browser browser = this.server.browser();
		browser.signIn(this.email, "another password");
		Page device = this.tokens.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli");
		browser.follow(browser.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code"))));
		Document document = this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.find(new Document("hashes.user_code", Secrets.sha256(device.text("user_code"))))
			.first();
		assertThat(document).isNotNull();
		set(document.getString("_id"), new Document("principal", this.accountId));
		return document.getString("_id");
	}

	private @Nullable Document stored(String grant) {
		return this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.find(new Document("_id", grant))
			.first();
	}

	private void set(String grant, Document fields) {
		this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.updateOne(new Document("_id", grant), new Document("$set", fields));
	}

	private long consents() {
		return this.server.bean(MongoOperations.class)
			.getCollection("consents")
			.countDocuments(new Document("principal", this.accountId));
	}

	private Page revoke(Page answer) {
		return this.server.browser()
			.post("/auth/oauth2/revoke", Map.of("token", answer.text("access_token")), "Authorization",
					TokenEndpoint.basic(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET));
	}

	private List<String> lines(String after) {
		Page page = this.server.browser()
			.get("/auth/internal/revocations?after=" + after, "Accept", "text/plain", "Authorization",
					TokenEndpoint.basic("soundlift-web", TestAuthServer.WEB_SECRET));
		assertThat(page.status()).as(page.body()).isEqualTo(200);
		return page.body().lines().toList();
	}

	private Instant listed(String subject) {
		return TestRevocations.all(this.server)
			.stream()
			.filter((revocation) -> revocation.subject().equals(subject))
			.map(Revocation::until)
			.max(Instant::compareTo)
			.orElseThrow();
	}

	private RegisteredClient commandLine() {
		RegisteredClient client = this.server.bean(RegisteredClientRepository.class).findByClientId("soundlift-cli");
		assertThat(client).isNotNull();
		return client;
	}

}
