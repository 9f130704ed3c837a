package io.soundlift.gateway.signin;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestGrants;
import io.soundlift.gateway.TestVisitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sessions that hold something else than an access token for this API: what
 * lets no program in lets no browser in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenConfusionTests {

	private final TestGateway gateway = new TestGateway();

	private final TestAuthServer server = this.gateway.authServer();

	private final TestGrants grants = this.server.grants();

	@AfterEach
	void repair() {
		this.grants.setAccessToken(null);
		this.grants.forgetAll();
		this.gateway.bean(MongoOperations.class).remove(new Query(), BrowserSignIn.class);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	Stream<Arguments> tokens() {
		return Stream.of(Arguments.of("of type JWT, as an ID token is", signed("JWT", (claims) -> claims)),
				Arguments.of("that is an ID token",
						this.server.sign("JWT",
								new JWTClaimsSet.Builder().issuer(TestAuthServer.ISSUER)
									.subject("anna")
									.audience("soundlift-web")
									.claim("email", "anna@example.org")
									.claim("grant_id", "grant-of-anna")
									.issueTime(new Date())
									.expirationTime(Date.from(Instant.now().plusSeconds(300)))
									.build())),
				Arguments.of("for another audience", signed("at+jwt", (claims) -> claims.audience("soundlift-web"))),
				Arguments.of("for no audience", signed("at+jwt", (claims) -> claims.audience((String) null))),
				Arguments.of("of another type", signed("logout+jwt", (claims) -> claims)),
				Arguments.of("of another issuer",
						signed("at+jwt", (claims) -> claims.issuer("https://evil.example/auth"))),
				Arguments.of("that has expired",
						signed("at+jwt",
								(claims) -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120))))),
				Arguments.of("of no grant", signed("at+jwt", (claims) -> claims.claim("grant_id", null))),
				Arguments.of("by a key that is not published",
						TestAuthServer.sign(TestAuthServer.newKey(), "at+jwt", claims().build())),
				Arguments.of("without a signature", encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "."
						+ encode(claims().build().toString()) + "."),
				Arguments.of("that is none", "opaque"));
	}

	@ParameterizedTest(name = "a token {0}")
	@MethodSource("tokens")
	void keepsOutASessionWithAToken(String description, String token) {
		this.grants.setAccessToken(token);
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpResponse<byte[]> response = visitor.get(this.gateway, "/api/conversions");
		assertThat(response.statusCode()).as(description).isEqualTo(401);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("unauthenticated");
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isFalse();
		assertThat(this.grants.live()).isEmpty();
	}

	@Test
	void letsASessionInWithAnAccessToken() {
		this.grants.setAccessToken(signed("at+jwt", (claims) -> claims));
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		assertThat(visitor.get(this.gateway, "/api/conversions").statusCode()).isEqualTo(200);
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isTrue();
	}

	private String signed(String type, UnaryOperator<JWTClaimsSet.Builder> change) {
		return this.server.sign(type, change.apply(claims()).build());
	}

	private static JWTClaimsSet.Builder claims() {
		return TestAuthServer.claims("anna", TestGateway.ALL);
	}

	private static String encode(String json) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
	}

}
