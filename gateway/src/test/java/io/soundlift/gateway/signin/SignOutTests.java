package io.soundlift.gateway.signin;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestGrants;
import io.soundlift.gateway.TestVisitor;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for signing out, with two gateways.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignOutTests {

	private final TestGateway gateway = new TestGateway();

	private final TestGateway replica = this.gateway.replica();

	private final TestGrants grants = this.gateway.authServer().grants();

	private final MongoOperations mongo = this.gateway.bean(MongoOperations.class);

	@BeforeEach
	void forget() {
		this.mongo.remove(new Query(), BrowserSignIn.class);
		this.mongo.remove(new Query(), "browser_sessions");
		this.grants.setTrouble(0);
	}

	@AfterAll
	void stop() {
		this.replica.stop();
		this.gateway.close();
	}

	@Test
	void endsTheSessionForBothGatewaysAndRevokesTheGrant() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String cookie = visitor.cookie("soundlift");
		HttpResponse<byte[]> response = signOut(visitor, this.gateway);
		assertThat(response.statusCode()).isEqualTo(303);
		assertThat(visitor.cookieNames()).isEmpty();
		TestVisitor thief = new TestVisitor().withCookie("soundlift", cookie);
		assertThat(thief.get(this.replica, "/api/conversions").statusCode()).isEqualTo(401);
		assertThat(this.grants.live()).doesNotContainAnyElementsOf(this.grants.revoked());
		assertThat(this.grants.revoked()).isNotEmpty();
		assertThat(this.mongo.count(new Query(), BrowserSignIn.class)).isZero();
		assertThat(this.mongo.count(new Query(), "browser_sessions")).isZero();
	}

	@Test
	void leadsOnToTheSignOutOfTheAuthorizationServer() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String location = signOut(visitor, this.gateway).headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(TestGateway.PUBLIC_URL + "/auth/connect/logout?id_token_hint=eyJ")
			.endsWith("&post_logout_redirect_uri=" + TestGateway.PUBLIC_URL + "/");
	}

	@Test
	void takesTheTokenOfAFormToo() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpRequest.Builder form = this.gateway.anonymous("/logout")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("_csrf=" + visitor.csrfToken(this.gateway)));
		assertThat(visitor.send(this.gateway, form).statusCode()).isEqualTo(303);
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isFalse();
	}

	@Test
	void isNotForOtherSitesToCause() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpResponse<byte[]> response = visitor.send(this.gateway,
				this.gateway.anonymous("/logout").POST(BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("csrf-token-missing");
		assertThat(visitor.get(this.gateway, "/logout").statusCode()).isEqualTo(404);
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isTrue();
	}

	@Test
	void leadsWhoIsSignedOutToThePage() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.anonymous("/logout").POST(BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(303);
		assertThat(response.headers().firstValue("Location")).contains("/");
	}

	@Test
	void revokesTheGrantLaterWhenTheAuthorizationServerIsInTrouble() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		int revoked = this.grants.revoked().size();
		this.grants.setTrouble(503);
		assertThat(signOut(visitor, this.gateway).statusCode()).isEqualTo(303);
		assertThat(visitor.get(this.replica, "/api/conversions").statusCode()).isEqualTo(401);
		this.replica.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.mongo.count(new Query(), BrowserSignIn.class)).isOne();
		this.grants.setTrouble(0);
		set(Update.update("revokeAt", Instant.now()));
		this.replica.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.grants.revoked()).hasSize(revoked + 1);
		assertThat(this.mongo.count(new Query(), BrowserSignIn.class)).isZero();
	}

	@Test
	void endsAndRevokesSignInsWhoseSessionHasExpired() {
		new TestVisitor().signIn(this.gateway);
		int revoked = this.grants.revoked().size();
		Instant now = Instant.now();
		set(Update.update("accessExpiresAt", now.minus(Duration.ofDays(7))));
		this.gateway.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.grants.revoked()).hasSize(revoked);
		set(Update.update("accessExpiresAt", now.minus(Duration.ofDays(7)).minus(Duration.ofHours(2))));
		this.gateway.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.grants.revoked()).hasSize(revoked + 1);
		new TestVisitor().signIn(this.gateway);
		set(Update.update("signedInAt", now.minus(Duration.ofDays(30)).minus(Duration.ofHours(2))));
		this.gateway.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.grants.revoked()).hasSize(revoked + 2);
		assertThat(this.mongo.count(new Query(), BrowserSignIn.class)).isZero();
	}

	@Test
	void forgetsTheSignInsOfClosedAccounts() {
		this.grants.setAccount("gone");
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		this.grants.setAccount("anna");
		new TestVisitor().signIn(this.gateway);
		this.gateway.authServer().close("gone");
		await().atMost(Duration.ofMinutes(1)).until(() -> !visitor.session(this.gateway).get("signedIn").asBoolean());
		this.gateway.bean(SignInUpkeep.class).cleanUp();
		assertThat(this.mongo.findAll(BrowserSignIn.class)).extracting(BrowserSignIn::account).containsExactly("anna");
	}

	@Test
	void marksASessionWithItsAccount() {
		new TestVisitor().signIn(this.gateway);
		assertThat(this.mongo.findAll(Document.class, "browser_sessions"))
			.extracting((session) -> session.getString("principal"))
			.containsExactly("anna");
	}

	private static HttpResponse<byte[]> signOut(TestVisitor visitor, TestGateway gateway) {
		return visitor.send(gateway, visitor.changing(gateway, "/logout").POST(BodyPublishers.noBody()));
	}

	private void set(Update update) {
		this.mongo.updateMulti(new Query(), update, BrowserSignIn.class);
	}

}
