package io.soundlift.gateway.signin;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestGrants;
import io.soundlift.gateway.TestVisitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.IndexField;
import org.springframework.data.mongodb.core.index.IndexInfo;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the access tokens behind sessions, with two gateways.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class SessionTokensTests {

	private static final String PATH = "/api/conversions";

	private final TestGateway gateway = new TestGateway();

	private final TestGateway replica = this.gateway.replica();

	private final TestGrants grants = this.gateway.authServer().grants();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void repair() {
		this.grants.setTrouble(0);
		this.grants.setClientId(null);
		this.grants.forgetAll();
		this.gateway.bean(MongoOperations.class).remove(new Query(), BrowserSignIn.class);
	}

	@AfterAll
	void stop() {
		this.threads.shutdownNow();
		this.replica.stop();
		this.gateway.close();
	}

	@Test
	void asksOnceHoweverManyRequestsOfBothGatewaysFindTheTokenExpired() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		int before = this.grants.refreshes();
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		CountDownLatch gate = this.grants.holdRefreshes();
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int count = 0; count < 20; count++) {
			TestGateway one = (count % 2 == 0) ? this.gateway : this.replica;
			calls.add(CompletableFuture.supplyAsync(() -> visitor.get(one, PATH).statusCode(), this.threads));
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> this.grants.refreshes() == before + 1);
		// the others have time to do wrong
		await().during(Duration.ofMillis(500)).until(() -> this.grants.refreshes() == before + 1);
		gate.countDown();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isEqualTo(200));
		assertThat(this.grants.refreshes()).isEqualTo(before + 1);
	}

	@Test
	void usesTheOldTokenWhileItIsGoodAndAnotherRequestRefreshes() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		int before = this.grants.refreshes();
		setAccess(Duration.ofMinutes(1), Duration.ofMinutes(-1));
		CountDownLatch gate = this.grants.holdRefreshes();
		CompletableFuture<Integer> first = CompletableFuture
			.supplyAsync(() -> visitor.get(this.gateway, PATH).statusCode(), this.threads);
		await().atMost(Duration.ofMinutes(1)).until(() -> this.grants.refreshes() == before + 1);
		assertThat(visitor.get(this.replica, PATH).statusCode()).isEqualTo(200);
		assertThat(first).isNotDone();
		gate.countDown();
		assertThat(first.join()).isEqualTo(200);
	}

	@Test
	void refreshesBeforeTheTokenExpires() {
		this.grants.setLifetime(40);
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setLifetime(300);
		BrowserSignIn signIn = signIn();
		assertThat(Duration.between(signIn.refreshDueAt(), signIn.accessExpiresAt())).isBetween(Duration.ofSeconds(9),
				Duration.ofSeconds(10));
		int before = this.grants.refreshes();
		visitor.get(this.gateway, PATH);
		assertThat(this.grants.refreshes()).isEqualTo(before);
		setAccess(Duration.ofMinutes(1), Duration.ZERO);
		visitor.get(this.gateway, PATH);
		assertThat(this.grants.refreshes()).isEqualTo(before + 1);
		assertThat(signIn().accessExpiresAt()).isAfter(Instant.now().plusSeconds(200));
		assertThat(Duration.between(signIn().refreshDueAt(), signIn().accessExpiresAt()))
			.isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void takesOverFromAGatewayThatDiedWhileItRefreshed() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		set(new Update().set("refreshingUntil", Instant.now().plusMillis(700)).inc("refreshes", 1));
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(200);
	}

	@Test
	void signsOutWhenTheGrantIsOver() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		this.grants.forgetAll();
		HttpResponse<byte[]> response = visitor.get(this.gateway, PATH);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("unauthenticated");
		assertThat(visitor.session(this.replica).get("signedIn").asBoolean()).isFalse();
		assertThat(this.gateway.bean(MongoOperations.class).count(new Query(), BrowserSignIn.class)).isZero();
		visitor.signIn(this.gateway);
	}

	@Test
	void staysSignedInWhileTheAuthorizationServerIsInTrouble() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setTrouble(503);
		setAccess(Duration.ofMinutes(1), Duration.ofMinutes(-1));
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(200);
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		for (String path : new String[] { PATH, "/api/session" }) {
			HttpResponse<byte[]> response = visitor.get(this.gateway, path);
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("authentication-unavailable");
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
		}
		this.grants.setTrouble(0);
		await().atMost(Duration.ofMinutes(1)).until(() -> visitor.get(this.gateway, PATH).statusCode() == 200);
	}

	@Test
	void staysSignedInWhenTheGatewaysOwnSecretIsRefused() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setTrouble(401);
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(503);
	}

	@Test
	void asksATroubledServerOnceInAWhileOnly() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setTrouble(503);
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		Instant begin = Instant.now();
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(503);
		assertThat(signIn().refreshNotBefore()).isAfter(begin.plusSeconds(2));
		// the while is not over before a slow machine is done here
		set(new Update().set("refreshNotBefore", begin.plus(Duration.ofHours(1))));
		long claims = signIn().refreshes();
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(503);
		assertThat(visitor.get(this.replica, PATH).statusCode()).isEqualTo(503);
		assertThat(signIn().refreshes()).isEqualTo(claims);
	}

	@Test
	void signsOutEverywhereWhenTheGrantIsRevoked() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String grant = this.grants.live().get(0);
		this.grants.forgetAll();
		this.gateway.authServer().revoke(grant);
		await().atMost(Duration.ofMinutes(1)).until(() -> visitor.get(this.gateway, PATH).statusCode() == 401);
		assertThat(visitor.session(this.replica).get("signedIn").asBoolean()).isFalse();
		assertThat(this.gateway.bean(MongoOperations.class).count(new Query(), BrowserSignIn.class)).isZero();
	}

	@Test
	void getsAnotherTokenWhenOneIsRefusedBeforeItsTime() {
		this.grants.setClientId("");
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setClientId(null);
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(200);
	}

	@Test
	void endsASignInThatGetsNoTokenThatIsTaken() {
		this.grants.setClientId("");
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		int before = this.grants.refreshes();
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(401);
		assertThat(visitor.get(this.gateway, PATH).statusCode()).isEqualTo(401);
		assertThat(this.grants.refreshes()).isEqualTo(before + 1);
	}

	@Test
	void staysSignedOutWhenTheSignOutOvertakesARefresh() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String csrf = visitor.csrfToken(this.gateway);
		int before = this.grants.refreshes();
		setAccess(Duration.ofMinutes(-1), Duration.ofMinutes(-1));
		CountDownLatch gate = this.grants.holdRefreshes();
		CompletableFuture<Integer> call = CompletableFuture
			.supplyAsync(() -> visitor.get(this.gateway, PATH).statusCode(), this.threads);
		await().atMost(Duration.ofMinutes(1)).until(() -> this.grants.refreshes() == before + 1);
		HttpRequest.Builder signOut = this.replica.anonymous("/logout").header("X-CSRF-TOKEN", csrf);
		assertThat(visitor.send(this.replica, signOut.POST(BodyPublishers.noBody())).statusCode()).isEqualTo(303);
		gate.countDown();
		assertThat(call.join()).isEqualTo(401);
		assertThat(this.gateway.bean(MongoOperations.class).count(new Query(), BrowserSignIn.class)).isZero();
	}

	@Test
	void indexesWhatItSearchesBy() {
		assertThat(this.gateway.bean(MongoOperations.class).indexOps(BrowserSignIn.class).getIndexInfo())
			.flatExtracting(IndexInfo::getIndexFields)
			.extracting(IndexField::getKey)
			.contains("account", "accessExpiresAt", "signedInAt", "revokeAt");
	}

	private BrowserSignIn signIn() {
		List<BrowserSignIn> all = this.gateway.bean(MongoOperations.class).findAll(BrowserSignIn.class);
		assertThat(all).hasSize(1);
		return all.get(0);
	}

	private void setAccess(Duration expiresIn, Duration dueIn) {
		Instant now = Instant.now();
		set(new Update().set("accessExpiresAt", now.plus(expiresIn)).set("refreshDueAt", now.plus(dueIn)));
	}

	private void set(Update update) {
		this.gateway.bean(MongoOperations.class).updateMulti(new Query(), update, BrowserSignIn.class);
	}

}
