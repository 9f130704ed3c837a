package io.soundlift.authserver.sessionrevocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.soundlift.authserver.Browser;
import io.soundlift.authserver.Page;
import io.soundlift.authserver.TestAccounts;
import io.soundlift.authserver.TestAuthServer;
import io.soundlift.authserver.TestDevice;
import io.soundlift.authserver.TestMails;
import io.soundlift.authserver.TestRevocations;
import io.soundlift.authserver.TokenEndpoint;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.SessionRevocation;
import io.soundlift.authserver.authorization.Grants;
import io.soundlift.authserver.client.ApiClientCreation;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.client.ClientRequest;
import io.soundlift.authserver.client.IssuedSecret;
import io.soundlift.session.MongoSessionRepository;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a kill cuts off, and for what happens at the same moment.
 */
@Tag("database")
class SessionRevocationsTests {

	private static final String PASSWORD = "another password";

	private final TestAuthServer server = TestAuthServer.shared();

	private final SessionRevocations sessionRevocations = this.server.bean(SessionRevocations.class);

	private final Accounts accounts = this.server.bean(Accounts.class);

	private final MongoOperations mongo = this.server.bean(MongoOperations.class);

	private final String email = TestAccounts.newEmail();

	private String id = "";

	@BeforeEach
	void makeAccount() {
		this.id = TestAccounts.create(this.server, this.email, PASSWORD);
	}

	@ParameterizedTest
	@EnumSource
	void voidsSessionsAndRefreshTokensWithTheDecisionAlone(SessionRevocation.Reason reason) {
		Browser browser = this.server.browser();
		browser.signIn(this.email, PASSWORD);
		Browser other = this.server.browser();
		other.signIn(this.email, PASSWORD);
		Page device = new TestDevice(this.server).allow(this.email, PASSWORD);
		killAfterDecision(reason);
		assertThat(browser.get("/auth/account").location()).endsWith("/auth/sign-in");
		assertThat(other.get("/auth/oauth2/device_verification?user_code=BCDF-GHJK").location())
			.endsWith("/auth/sign-in");
		assertThat(refresh(device).text("error")).isEqualTo("invalid_grant");
	}

	@ParameterizedTest
	@EnumSource
	void finishesWhatAKillCutOff(SessionRevocation.Reason reason) {
		new TestDevice(this.server).allow(this.email, PASSWORD);
		killAfterDecision(reason);
		assertThat(this.server.bean(Grants.class).list(this.id)).hasSize(1);
		letTimePass();
		this.sessionRevocations.finishCutOff();
		assertThat(this.server.bean(Grants.class).list(this.id)).isEmpty();
		assertThat(this.accounts.findUnfinishedRevocations(Instant.now()))
			.noneMatch((account) -> account.id().equals(this.id));
		if (reason == SessionRevocation.Reason.DELETED) {
			assertThat(this.mongo.getCollection("accounts").countDocuments(new Document("_id", this.id))).isZero();
			assertThat(this.mongo.getCollection("consents").countDocuments(new Document("principal", this.id)))
				.isZero();
			assertThat(TestRevocations.closedAccounts(this.server)).contains(this.id);
			TestMails.awaitOne(this.server, this.email, "Your account was deleted");
		}
		else if (reason != SessionRevocation.Reason.SIGNED_OUT) {
			TestMails.awaitOne(this.server, this.email, "Your password was changed");
		}
	}

	@Test
	void finishesNothingThatIsUnderWay() {
		new TestDevice(this.server).allow(this.email, PASSWORD);
		killAfterDecision(SessionRevocation.Reason.SIGNED_OUT);
		this.sessionRevocations.finishCutOff();
		assertThat(this.server.bean(Grants.class).list(this.id)).hasSize(1);
	}

	@Test
	void finishesAnEarlierRevocationBeforeTheNext() {
		killAfterDecision(SessionRevocation.Reason.PASSWORD_CHANGED);
		this.sessionRevocations.signOutEverywhere(this.id);
		TestMails.awaitOne(this.server, this.email, "Your password was changed");
	}

	@Test
	void removesTheAccountOnlyWhenWhatWasUnderWayIsOver() {
		assertThat(this.sessionRevocations.delete(account())).isTrue();
		assertThat(this.mongo.getCollection("accounts").countDocuments(new Document("_id", this.id))).isEqualTo(1);
		this.mongo.insert(new Document("_id", "late " + this.id).append("principal", this.id), "consents");
		letTimePass();
		this.sessionRevocations.finishCutOff();
		assertThat(this.mongo.getCollection("accounts").countDocuments(new Document("_id", this.id))).isZero();
		assertThat(this.mongo.getCollection("consents").countDocuments(new Document("principal", this.id))).isZero();
	}

	@Test
	void mailsTheOwnerOfADeletedAccountOnce() {
		this.sessionRevocations.delete(account());
		TestMails.awaitOne(this.server, this.email, "Your account was deleted");
		letTimePass();
		this.sessionRevocations.finishCutOff();
		assertThat(this.mongo.getCollection("mails").countDocuments(new Document("_id", "deleted-" + this.id)))
			.isZero();
	}

	@Test
	void changesThePasswordOnceOfSeveralAtTheSameTime() {
		Account account = account();
		assertThat(this.sessionRevocations.changePassword(account, "the first password", "", false)).isPresent();
		assertThat(this.sessionRevocations.changePassword(account, "the second password", "", false)).isEmpty();
		assertThat(this.sessionRevocations.resetPassword(account, "the third password")).isEmpty();
		assertThat(this.sessionRevocations.delete(account)).isFalse();
		assertThat(this.server.browser().signIn(this.email, "the first password").location()).endsWith("/auth/");
	}

	@Test
	void removesStoredSessionsButTheOneThatGoesOn() {
		MongoSessionRepository sessions = this.server.bean(MongoSessionRepository.class);
		Browser browser = this.server.browser();
		browser.signIn(this.email, PASSWORD);
		this.server.browser().signIn(this.email, PASSWORD);
		assertThat(sessions.findByPrincipalName(this.id)).hasSize(2);
		browser.submit(browser.get("/auth/account/password"),
				Map.of("current-password", PASSWORD, "new-password", "a brand new password"));
		assertThat(sessions.findByPrincipalName(this.id)).hasSize(1);
		assertThat(browser.get("/auth/account").status()).isEqualTo(200);
		this.sessionRevocations.signOutEverywhere(this.id);
		assertThat(sessions.findByPrincipalName(this.id)).isEmpty();
	}

	@Test
	void removesTheApiClientsOfADeletedAccount() {
		ApiClients clients = this.server.bean(ApiClients.class);
		clients.create(new ClientRequest(account(), "192.0.2.1"), "form", "Nightly job", Set.of("conversions:read"));
		assertThat(clients.list(this.id)).hasSize(1);
		this.sessionRevocations.delete(account());
		assertThat(clients.list(this.id)).isEmpty();
	}

	@Test
	void endsSecretsOfClientsAfterKill() {
		ApiClients clients = this.server.bean(ApiClients.class);
		IssuedSecret issued = client(account(), "Nightly job");
		Account before = account();
		assertThat(this.accounts.revokeSessions(before, before.passwordHash(), SessionRevocation.Reason.PASSWORD_RESET,
				List.of("Nightly job")))
			.isPresent();
		assertThat(token(issued).status()).isEqualTo(200);
		letTimePass();
		this.sessionRevocations.finishCutOff();
		assertThat(token(issued).status()).isEqualTo(401);
		assertThat(clients.list(this.id)).singleElement()
			.satisfies((client) -> assertThat(client.secretEnded()).isTrue());
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed")))
			.contains("revoked", "- Nightly job");
	}

	@Test
	void keepsSecretsThatTheOwnerMadeSinceWhenRunAgain() {
		ApiClients clients = this.server.bean(ApiClients.class);
		client(account(), "Old");
		Account after = this.sessionRevocations.resetPassword(account(), "a brand new password").orElseThrow();
		IssuedSecret made = client(after, "Made since");
		String old = clients.list(this.id)
			.stream()
			.filter((client) -> client.name().equals("Old"))
			.findFirst()
			.orElseThrow()
			.clientId();
		IssuedSecret renewed = clients.rotateSecret(new ClientRequest(after, "192.0.2.1"), old, 1).orElseThrow();
		clients.endSecrets(after);
		assertThat(token(made).status()).isEqualTo(200);
		assertThat(token(renewed).status()).isEqualTo(200);
	}

	@Test
	void givesNoClientAndNoSecretToSessionThatEndedMeanwhile() {
		ApiClients clients = this.server.bean(ApiClients.class);
		IssuedSecret issued = client(account(), "Known");
		ClientRequest slow = new ClientRequest(account(), "192.0.2.1");
		this.sessionRevocations.resetPassword(account(), "a brand new password");
		assertThat(clients.create(slow, "another form", "Late", Set.of("conversions:read")))
			.isInstanceOf(ApiClientCreation.QuotaExhausted.class);
		assertThat(clients.rotateSecret(slow, issued.client().clientId(), 1)).isEmpty();
		assertThat(clients.listNamesOfWorking(this.id)).isEmpty();
	}

	private IssuedSecret client(Account owner, String name) {
		ApiClientCreation creation = this.server.bean(ApiClients.class)
			.create(new ClientRequest(owner, "192.0.2.1"), name, name, Set.of("conversions:read"));
		assertThat(creation).isInstanceOf(ApiClientCreation.Created.class);
		return ((ApiClientCreation.Created) creation).issued();
	}

	private Page token(IssuedSecret issued) {
		return new TokenEndpoint(this.server).ask(issued.client().clientId(), issued.secret(), "grant_type",
				"client_credentials");
	}

	private void killAfterDecision(SessionRevocation.Reason reason) {
		Account account = account();
		assertThat(this.accounts.revokeSessions(account, account.passwordHash(), reason, null)).isPresent();
	}

	private void letTimePass() {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(this.id)),
				Update.update("sessionRevocation.since", Instant.now().minus(2, ChronoUnit.MINUTES)), Account.class);
	}

	private Account account() {
		return this.accounts.findById(this.id).orElseThrow();
	}

	private Page refresh(Page tokens) {
		return new TokenEndpoint(this.server).askPublicly("/auth/oauth2/token", "grant_type", "refresh_token",
				"client_id", "soundlift-cli", "refresh_token", tokens.text("refresh_token"));
	}

}
