package io.soundlift.authserver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for programs that use their own client id and secret.
 */
class ClientCredentialsIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	@Test
	void issuesAccessTokenThatActsAsTheClientsOwner() throws Exception {
		Page answer = this.tokens.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials", "scope", "conversions:read");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json()).containsEntry("token_type", "Bearer").containsEntry("scope", "conversions:read");
		SignedJWT token = this.tokens.verify(answer.text("access_token"));
		assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
		assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
		JWTClaimsSet claims = token.getJWTClaimsSet();
		Account owner = this.server.bean(Accounts.class).findByEmail(TestAuthServer.EMAIL).orElseThrow();
		assertThat(owner.id()).matches("[0-9a-f]{32}");
		assertThat(claims.getIssuer()).isEqualTo(this.server.issuer());
		assertThat(claims.getSubject()).isEqualTo(owner.id());
		assertThat(claims.getAudience()).containsExactly("soundlift-api");
		assertThat(claims.getClaim("scope")).isEqualTo("conversions:read");
		assertThat(claims.getClaim("email")).isEqualTo(TestAuthServer.EMAIL);
		assertThat(claims.getClaim("client_id")).isEqualTo(TestAuthServer.CLIENT_ID);
		assertThat(claims.getExpirationTime()).isBetween(Instant.now().plus(Duration.ofMinutes(14)),
				Instant.now().plus(Duration.ofMinutes(16)));
	}

	@Test
	void grantsAllScopesOfTheClientWhenNoneIsAskedFor() {
		Page answer = this.tokens.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials");
		assertThat(List.of(answer.text("scope").split(" "))).containsExactlyInAnyOrder("conversions:read",
				"conversions:write");
	}

	@Test
	void refusesScopeThatTheClientDoesNotHave() {
		Page answer = this.tokens.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials", "scope", "conversions:read admin");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text("error")).isEqualTo("invalid_scope");
	}

	@Test
	void answersWrongSecretAndUnknownClientAlike() {
		Page wrongSecret = this.tokens.ask(TestAuthServer.CLIENT_ID, "wrong", "grant_type", "client_credentials");
		Page unknownClient = this.tokens.ask("nobody", "wrong", "grant_type", "client_credentials");
		assertThat(wrongSecret.status()).isEqualTo(401).isEqualTo(unknownClient.status());
		assertThat(wrongSecret.body()).contains("invalid_client").isEqualTo(unknownClient.body());
	}

	@Test
	void refusesTokenWhenTheOwnerIsGone() {
		try (TestAuthServer own = TestAuthServer.start()) {
			own.bean(MongoOperations.class).getCollection("accounts").drop();
			Page answer = new TokenEndpoint(own).ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET,
					"grant_type", "client_credentials");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.text("error")).isEqualTo("unauthorized_client");
		}
	}

	@Test
	void refusesSecretLessUseOfConfidentialClient() {
		Page answer = this.tokens.askPublicly("/auth/oauth2/token", "grant_type", "client_credentials", "client_id",
				TestAuthServer.CLIENT_ID);
		assertThat(answer.status()).isEqualTo(401);
	}

	@Test
	void introspectsAndRevokesToken() {
		String token = this.tokens
			.ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type", "client_credentials")
			.text("access_token");
		assertThat(introspect(token).json()).containsEntry("active", true)
			.containsEntry("client_id", TestAuthServer.CLIENT_ID);
		Page revoked = this.server.browser()
			.post("/auth/oauth2/revoke", Map.of("token", token), "Authorization",
					TokenEndpoint.basic(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET));
		assertThat(revoked.status()).isEqualTo(200);
		assertThat(introspect(token).json()).containsEntry("active", false);
	}

	@Test
	void slowsDownGuessesOfSecretThatAPersonChoseButNotItsClientElsewhere() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			for (int i = 0; i < 10; i++) {
				assertThat(askFrom(own, "203.0.113.7", TestAuthServer.CLIENT_ID, "guess " + i).status()).isEqualTo(401);
			}
			Page unheard = askFrom(own, "203.0.113.7", TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET);
			assertThat(unheard.status()).isEqualTo(401);
			assertThat(unheard.body()).isEqualTo(askFrom(own, "203.0.113.7", "nobody", "guess").body());
			assertThat(askFrom(own, "203.0.113.8", TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET).status())
				.isEqualTo(200);
		}
	}

	@Test
	void hearsRightMachineMadeSecretWhateverStrangersTryFromTheSameAddress() {
		TestApiClient client = TestApiClient.create(
				TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password"), "Behind one address");
		for (int i = 0; i < 20; i++) {
			assertThat(askFrom("203.0.113.9", client.id(), "slc_guess" + i).status()).isEqualTo(401);
		}
		assertThat(askFrom("203.0.113.9", client.id(), client.secret()).status()).isEqualTo(200);
	}

	@Test
	void doesNotSaveClientAnewWhenItsSecretHasAnotherEncodingThanPasswords() {
		TestApiClient client = TestApiClient
			.create(TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password"), "Not encoded anew");
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
		assertThat(this.server.bean(MongoOperations.class)
			.getCollection("clients")
			.find(new Document("clientId", client.id()))
			.map((document) -> document.getString("secretHash"))
			.first()).startsWith("{machine-sha256}");
	}

	private Page askFrom(String address, String clientId, String secret) {
		return askFrom(this.server, address, clientId, secret);
	}

	private static Page askFrom(TestAuthServer server, String address, String clientId, String secret) {
		return server.browser()
			.post("/auth/oauth2/token", Map.of("grant_type", "client_credentials"), "Authorization",
					TokenEndpoint.basic(clientId, secret), "X-Forwarded-For", address);
	}

	private Page introspect(String token) {
		return this.server.browser()
			.post("/auth/oauth2/introspect", Map.of("token", token), "Authorization",
					TokenEndpoint.basic(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET));
	}

}
