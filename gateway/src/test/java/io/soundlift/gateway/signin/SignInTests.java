package io.soundlift.gateway.signin;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestGrants;
import io.soundlift.gateway.TestVisitor;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for signing in with a browser, with two gateways behind one address.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInTests {

	private static final String BEGIN = "/oauth2/authorization/soundlift";

	private static final String COOKIE = "soundlift";

	private final TestGateway gateway = new TestGateway();

	private final TestGateway replica = this.gateway.replica();

	private final TestGrants grants = this.gateway.authServer().grants();

	@AfterAll
	void stop() {
		this.replica.stop();
		this.gateway.close();
	}

	@Test
	void signsInAndTellsWhoItIs() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		JsonNode session = visitor.session(this.gateway);
		assertThat(session.get("signedIn").asBoolean()).isTrue();
		assertThat(session.get("email").asString()).isEqualTo("anna@example.org");
		assertThat(session.at("/csrf/header").asString()).isEqualTo("X-CSRF-TOKEN");
		assertThat(visitor.get(this.gateway, "/api/conversions").statusCode()).isEqualTo(200);
	}

	@Test
	void tellsASignedOutBrowserJustThat() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/api/session"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{\"signedIn\":false}");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void finishesAtOneGatewayWhatBeganAtAnother() {
		TestVisitor visitor = new TestVisitor();
		HttpResponse<byte[]> begun = visitor.get(this.gateway, BEGIN);
		HttpResponse<byte[]> end = visitor.follow(List.of(this.replica), begun);
		assertThat(end.uri().toString()).endsWith("/");
		assertThat(visitor.get(this.gateway, "/api/conversions").statusCode()).isEqualTo(200);
		assertThat(visitor.get(this.replica, "/api/conversions").statusCode()).isEqualTo(200);
	}

	@Test
	void staysSignedInAcrossARestart() {
		TestGateway first = this.gateway.replica();
		TestVisitor visitor = new TestVisitor().signIn(first);
		String csrf = visitor.csrfToken(first);
		first.stop();
		TestGateway second = this.gateway.replica();
		assertThat(visitor
			.send(second,
					second.anonymous("/api/conversions/x").header("X-CSRF-TOKEN", csrf).method("DELETE", noBody()))
			.statusCode()).isEqualTo(404);
		second.stop();
	}

	@Test
	void staysSignedInWhenTheEncryptionKeyIsReplaced() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		String key = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
		TestGateway rotated = this.gateway.replica("--soundlift.gateway.encryption-key=" + key,
				"--soundlift.gateway.previous-encryption-keys=" + TestGateway.ENCRYPTION_KEY);
		assertThat(visitor.session(rotated).get("signedIn").asBoolean()).isTrue();
		rotated.stop();
		TestGateway forgetful = this.gateway.replica("--soundlift.gateway.encryption-key=" + key);
		assertThat(visitor.session(forgetful).get("signedIn").asBoolean()).isFalse();
		forgetful.stop();
	}

	@Test
	void givesTheSessionANewIdAndTheOldOneNothing() {
		TestVisitor attacker = new TestVisitor();
		attacker.get(this.gateway, BEGIN);
		String planted = attacker.cookie(COOKIE);
		TestVisitor victim = new TestVisitor().withCookie(COOKIE, planted).signIn(this.gateway);
		assertThat(victim.cookie(COOKIE)).isNotEqualTo(planted);
		assertThat(victim.session(this.gateway).get("signedIn").asBoolean()).isTrue();
		assertThat(attacker.session(this.gateway).get("signedIn").asBoolean()).isFalse();
		assertThat(attacker.get(this.gateway, "/api/conversions").statusCode()).isEqualTo(401);
	}

	@Test
	void makesANewSessionForAMadeUpId() {
		String madeUp = "A".repeat(43);
		TestVisitor visitor = new TestVisitor().withCookie(COOKIE, madeUp);
		visitor.get(this.gateway, BEGIN);
		assertThat(visitor.cookie(COOKIE)).isNotEqualTo(madeUp);
	}

	@Test
	void refusesAnAnswerToAnAttemptOfSomebodyElse() {
		TestVisitor attacker = new TestVisitor();
		String callback = callback(attacker);
		TestVisitor victim = new TestVisitor();
		victim.get(this.gateway, BEGIN);
		assertThat(TestVisitor.location(victim.get(this.gateway, callback))).isEqualTo("/?sign-in=failed");
		assertThat(victim.session(this.gateway).get("signedIn").asBoolean()).isFalse();
	}

	@Test
	void takesAnAnswerOnce() {
		TestVisitor visitor = new TestVisitor();
		String callback = callback(visitor);
		assertThat(TestVisitor.location(visitor.get(this.gateway, callback))).isEqualTo("/");
		TestVisitor other = new TestVisitor();
		assertThat(TestVisitor.location(other.get(this.gateway, callback))).isEqualTo("/?sign-in=failed");
		// whoever is signed in already is not told of a failure
		assertThat(TestVisitor.location(visitor.get(this.gateway, callback))).isEqualTo("/");
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isTrue();
	}

	@Test
	void leadsToAnotherAttemptWhenTheAuthorizationServerRefuses() {
		TestVisitor visitor = new TestVisitor();
		String callback = callback(visitor);
		String state = callback.substring(callback.indexOf("state="));
		HttpResponse<byte[]> response = visitor.get(this.gateway,
				"/login/oauth2/code/soundlift?error=access_denied&" + state);
		assertThat(TestVisitor.location(response)).isEqualTo("/?sign-in=failed");
		visitor.signIn(this.gateway);
	}

	@Test
	void leadsToAnotherAttemptWhenTheAuthorizationServerIsInTrouble() {
		TestVisitor visitor = new TestVisitor();
		String callback = callback(visitor);
		this.grants.setTrouble(500);
		assertThat(TestVisitor.location(visitor.get(this.gateway, callback))).isEqualTo("/?sign-in=failed");
		this.grants.setTrouble(0);
		visitor.signIn(this.gateway);
	}

	@Test
	void letsTwoTabsSignInAndRevokesTheGrantThatIsReplaced() {
		TestVisitor visitor = new TestVisitor();
		String first = callback(visitor);
		String second = callback(visitor);
		assertThat(TestVisitor.location(visitor.get(this.gateway, first))).isEqualTo("/");
		List<String> live = this.grants.live();
		int revoked = this.grants.revoked().size();
		assertThat(TestVisitor.location(visitor.get(this.gateway, second))).isEqualTo("/");
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isTrue();
		assertThat(this.grants.revoked()).hasSize(revoked + 1);
		assertThat(live).contains(this.grants.revoked().get(revoked));
	}

	@Test
	void remembersAFewAttemptsOnly() {
		TestVisitor visitor = new TestVisitor();
		String first = callback(visitor);
		String last = "";
		for (int count = 0; count < 8; count++) {
			last = callback(visitor);
		}
		assertThat(TestVisitor.location(visitor.get(this.gateway, first))).isEqualTo("/?sign-in=failed");
		assertThat(TestVisitor.location(visitor.get(this.gateway, last))).isEqualTo("/");
	}

	@Test
	void leadsWhoFollowsALinkThroughTheSignInAndBack() {
		TestVisitor visitor = new TestVisitor();
		String link = "/api/conversions/0123456789abcdef0123456789abcdef/mp3?a=b%20c";
		HttpRequest.Builder click = this.gateway.anonymous(link).header("Accept", "text/html,*/*;q=0.8");
		HttpResponse<byte[]> response = visitor.send(this.gateway, click);
		assertThat(TestVisitor.location(response)).startsWith(BEGIN);
		HttpResponse<byte[]> end = visitor.follow(List.of(this.gateway, this.replica), response);
		assertThat(end.uri().toString()).endsWith(link);
		assertThat(end.statusCode()).isEqualTo(404);
	}

	@Test
	void leadsNoScriptToTheSignIn() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/conversions").header("Accept", "application/json"))
			.statusCode()).isEqualTo(401);
		assertThat(this.gateway
			.send(this.gateway.anonymous("/api/conversions").header("Accept", "text/html").POST(noBody()))
			.statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example",
			"/\t/evil", "javascript:alert(1)", "", "evil", "/a\r\nSet-Cookie: a=b", "/ä" })
	void leadsNobodyElsewhere(String target) {
		TestVisitor visitor = new TestVisitor();
		HttpResponse<byte[]> begun = visitor.get(this.gateway,
				BEGIN + "?return=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
		String callback = TestVisitor.location(visitor.get(this.gateway, TestVisitor.location(begun)));
		HttpResponse<byte[]> end = visitor.get(this.gateway, callback);
		assertThat(end.headers().firstValue("Location")).contains("/");
	}

	@Test
	void asksForACodeWithPkceAndANonce() {
		String location = TestVisitor.location(new TestVisitor().get(this.gateway, BEGIN));
		assertThat(location).startsWith("/auth/oauth2/authorize?")
			.contains("client_id=soundlift-web", "code_challenge_method=S256", "code_challenge=", "nonce=", "state=",
					"scope=openid%20email%20conversions:read%20conversions:write");
	}

	@Test
	void setsAStrictCookie() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous(BEGIN));
		assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("soundlift=")
			.contains("Path=/", "HttpOnly", "SameSite=Lax")
			.doesNotContain("Secure", "Domain");
		TestGateway https = new TestGateway("--soundlift.gateway.public-url=https://public.example");
		HttpResponse<byte[]> secured = https.send(https.anonymous(BEGIN));
		assertThat(secured.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("__Host-soundlift=")
			.contains("Path=/", "HttpOnly", "SameSite=Lax", "Secure")
			.doesNotContain("Domain");
		assertThat(secured.headers().firstValue("Location").orElseThrow())
			.startsWith("https://public.example/auth/oauth2/authorize?")
			.contains("redirect_uri=https://public.example/login/oauth2/code/soundlift");
		https.close();
	}

	@Test
	void storesNothingForStrangers() {
		MongoOperations mongo = this.gateway.bean(MongoOperations.class);
		long before = mongo.getCollection("browser_sessions").countDocuments();
		TestVisitor visitor = new TestVisitor();
		for (int i = 0; i < 20; i++) {
			new TestVisitor().get(this.gateway, BEGIN);
			visitor.get(this.gateway, BEGIN + "?return=/" + "a".repeat(900));
			assertThat(visitor.cookie(COOKIE)).hasSizeLessThan(3900);
		}
		assertThat(mongo.getCollection("browser_sessions").countDocuments()).isEqualTo(before);
		visitor.signIn(this.gateway);
		assertThat(mongo.getCollection("browser_sessions").countDocuments()).isEqualTo(before + 1);
	}

	@Test
	void keepsTokensAndKeysUnreadableInTheDatabase() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		StringBuilder stored = new StringBuilder();
		MongoOperations mongo = this.gateway.bean(MongoOperations.class);
		for (String collection : List.of("browser_sign_ins", "browser_sessions")) {
			for (Document document : mongo.findAll(Document.class, collection)) {
				append(stored, document);
			}
		}
		assertThat(stored).contains("tokens", "attributes")
			.doesNotContain(visitor.cookie(COOKIE), "refreshToken", "soundlift-web", "value");
	}

	private static void append(StringBuilder text, Document document) {
		document.forEach((name, value) -> {
			text.append(name).append(' ');
			if (value instanceof Document inner) {
				append(text, inner);
			}
			else {
				text.append((value instanceof Binary binary) ? new String(binary.getData(), StandardCharsets.ISO_8859_1)
						: value);
			}
		});
	}

	/** Goes as far as the authorization server's answer, and does not take it. */
	private String callback(TestVisitor visitor) {
		HttpResponse<byte[]> begun = visitor.get(this.gateway, BEGIN);
		return TestVisitor.location(visitor.get(this.gateway, TestVisitor.location(begun)));
	}

	private static HttpRequest.BodyPublisher noBody() {
		return BodyPublishers.noBody();
	}

}
