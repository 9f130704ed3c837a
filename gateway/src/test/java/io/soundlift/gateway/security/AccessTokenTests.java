package io.soundlift.gateway.security;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for who is let in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTokenTests {

	private final TestGateway gateway = new TestGateway();

	private final TestAuthServer authServer = this.gateway.authServer();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void letsAnAccessTokenIn() {
		assertThat(list(this.authServer.token("anna", "conversions:read")).statusCode()).isEqualTo(200);
	}

	@Test
	void asksForATokenWithAChallengeAndAProblem() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/api/conversions"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("unauthenticated");
	}

	@Test
	void keepsOutAnIdToken() {
		assertKeptOut(this.authServer.sign("JWT", TestAuthServer.claims("anna", TestGateway.ALL).build()));
	}

	@Test
	void keepsOutATokenForAnotherAudience() {
		assertKeptOut(this.authServer.sign("at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL).audience("other-api").build()));
	}

	@Test
	void keepsOutATokenOfAnotherIssuer() {
		assertKeptOut(this.authServer.sign("at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL).issuer("http://evil.example/auth").build()));
	}

	@Test
	void keepsOutAnExpiredToken() {
		assertKeptOut(this.authServer.sign("at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL)
					.expirationTime(Date.from(Instant.now().minusSeconds(120)))
					.build()));
	}

	@Test
	void keepsOutATokenWithoutAnAddressToMailTo() {
		assertKeptOut(this.authServer.sign("at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL).claim("email", null).build()));
	}

	@Test
	void keepsOutATokenSignedWithAKeyThatIsNotPublished() {
		assertKeptOut(TestAuthServer.sign(TestAuthServer.newKey(), "at+jwt",
				TestAuthServer.claims("anna", TestGateway.ALL).build()));
	}

	@Test
	void keepsOutATokenWithoutASignature() {
		String claims = TestAuthServer.claims("anna", TestGateway.ALL).build().toString();
		assertKeptOut(encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + encode(claims) + ".");
	}

	@ParameterizedTest
	@CsvSource({ "conversions:write,GET,/api/conversions", "conversions:write,HEAD,/api/conversions/x/mp3",
			"conversions:read,POST,/api/conversions", "conversions:read,DELETE,/api/conversions/x",
			"openid,GET,/api/conversions", "conversions:read,PUT,/api/anything" })
	void refusesACallThatTheScopeDoesNotCover(String scope, String method, String path) {
		HttpRequest.Builder request = this.gateway.anonymous(path)
			.header("Authorization", "Bearer " + this.authServer.token("anna", scope))
			.method(method, BodyPublishers.noBody());
		HttpResponse<byte[]> response = this.gateway.send(request);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).contains("insufficient_scope");
		if (!"HEAD".equals(method)) {
			assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("insufficient-scope");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nothing", "/actuator/health", "/actuator/env", "/error", "/auth/internal/revocations",
			"/auth/%69nternal/revocations", "/auth/internal/", "/auth/internal" })
	void showsNothingElseOnThePublicPort(String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", path));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("not-found");
		assertThat(this.gateway.send(this.gateway.anonymous(path)).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/auth//internal/revocations", "/auth/x/../internal/revocations",
			"/auth/%2e/internal/revocations", "/auth;a=b/internal/revocations", "/auth/internal;a=b/revocations" })
	void refusesDetoursToWhatIsNotPublic(String path) {
		assertThat(this.gateway.send(this.gateway.anonymous(path)).statusCode()).isIn(400, 404);
	}

	@Test
	void answers404BelowTheApiToWhoIsLetInOnly() {
		assertThat(this.gateway.send(this.gateway.as("anna", "/api/nothing")).statusCode()).isEqualTo(404);
		assertThat(this.gateway.send(this.gateway.anonymous("/api/nothing")).statusCode()).isEqualTo(401);
	}

	@Test
	void keepsPasswordsInTheAuthorizationHeaderOutOfTheApi() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/conversions").header("Authorization", "Basic YTpi"))
			.statusCode()).isEqualTo(401);
	}

	@Test
	void takesTokensWhileTheAuthorizationServerIsAway() {
		try (TestGateway alone = new TestGateway("--soundlift.gateway.revocation-poll=1m")) {
			assertThat(alone.send(alone.as("anna", "/api/conversions")).statusCode()).isEqualTo(200);
			alone.authServer().close();
			assertThat(alone.send(alone.as("anna", "/api/conversions")).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void saysThatItCantCheckATokenWhenItHasNoKeys() {
		try (TestGateway alone = new TestGateway()) {
			alone.authServer().close();
			for (int attempt = 0; attempt < 4; attempt++) {
				HttpResponse<byte[]> response = alone.send(alone.as("anna", "/api/conversions"));
				assertThat(response.statusCode()).isEqualTo(503);
				assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("authentication-unavailable");
			}
		}
	}

	@Test
	void keepsOutTokensWithUnknownKeysHoweverManyThereAre() {
		for (int attempt = 0; attempt < 5; attempt++) {
			keepsOutATokenSignedWithAKeyThatIsNotPublished();
		}
		letsAnAccessTokenIn();
	}

	@Test
	void tellsBrowsersToMakeNothingOfItsAnswers() {
		HttpResponse<byte[]> response = list(this.authServer.token("anna", "conversions:read"));
		assertThat(response.headers().firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void answersOtherMethodsWithTheOnesThatThereAre() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("anna", "/api/conversions").PUT(BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("method-not-allowed");
		assertThat(response.headers().firstValue("Allow").orElse("")).contains("POST");
	}

	@Test
	void tellsOperatorsOnTheirOwnPortWhetherItIsReady() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.management("/actuator/health/readiness"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(TestGateway.json(response).get("status").asString()).isEqualTo("UP");
		assertThat(this.gateway.send(this.gateway.management("/actuator/env")).statusCode()).isIn(401, 404);
	}

	private void assertKeptOut(String token) {
		HttpResponse<byte[]> response = list(token);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("unauthenticated");
	}

	private HttpResponse<byte[]> list(String token) {
		return this.gateway.send(this.gateway.anonymous("/api/conversions").header("Authorization", "Bearer " + token));
	}

	private static String encode(String json) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
	}

}
