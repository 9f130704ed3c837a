package io.soundlift.gateway.route;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the way through to the authorization server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthServerRouteTests {

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void tellsThePublicOriginAndTheClientsAddressWhateverTheClientSays() {
		JsonNode seen = TestGateway.json(this.gateway.send(this.gateway.anonymous("/auth/echo")
			.header("X-Forwarded-Host", "evil.example")
			.header("X-Forwarded-For", "10.1.1.1")
			.header("X-Forwarded-Prefix", "/evil")
			.header("X-Soundlift-Forwarding-Secret", "guessed")
			.header("Forwarded", "for=10.1.1.1;host=evil.example")));
		assertThat(seen.get("x-forwarded-host").asString()).isEqualTo("public.example");
		assertThat(seen.get("x-forwarded-port").asString()).isEqualTo("8080");
		assertThat(seen.get("x-forwarded-proto").asString()).isEqualTo("http");
		assertThat(seen.get("x-forwarded-for").asString()).isEqualTo("127.0.0.1");
		assertThat(seen.get("x-soundlift-forwarding-secret").asString()).isEqualTo(TestAuthServer.FORWARDING_SECRET);
		assertThat(seen.has("x-forwarded-prefix")).isFalse();
		assertThat(seen.has("forwarded")).isFalse();
	}

	@Test
	void tellsTheAddressThatATrustedProxyTells() {
		try (TestGateway behindProxy = new TestGateway("--soundlift.gateway.trusted-proxies=127.0.0.0/8")) {
			JsonNode seen = TestGateway.json(behindProxy.send(behindProxy.anonymous("/auth/echo")
				.header("X-Forwarded-For", "198.51.100.7, 203.0.113.9")
				.header("X-Forwarded-Host", "evil.example")));
			assertThat(seen.get("x-forwarded-for").asString()).isEqualTo("203.0.113.9");
			assertThat(seen.get("x-forwarded-host").asString()).isEqualTo("public.example");
		}
	}

	@Test
	void passesOnThatTooManyRequestsWereSentWithTheAdviceWhenToTryAgain() {
		HttpResponse<byte[]> refused = this.gateway.send(this.gateway.anonymous("/auth/too-many"));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).contains("7");
		assertThat(new String(refused.body(), StandardCharsets.UTF_8)).isEqualTo("slower");
	}

	@Test
	void keepsTheGatewaysOwnCookieToItself() {
		JsonNode seen = TestGateway.json(this.gateway.send(this.gateway.anonymous("/auth/echo")
			.header("Cookie", "soundlift=key; SOUNDLIFT_AUTH=a; soundliftx=b")));
		assertThat(seen.get("cookie").asString()).isEqualTo("SOUNDLIFT_AUTH=a; soundliftx=b");
		assertThat(TestGateway
			.json(this.gateway.send(this.gateway.anonymous("/auth/echo").header("Cookie", "soundlift=key")))
			.has("cookie")).isFalse();
	}

	@Test
	void leadsToThePageThatChangesThePassword() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/.well-known/change-password"));
		assertThat(response.statusCode()).isEqualTo(303);
		assertThat(response.headers().firstValue("Location")).contains("/auth/account/password");
	}

	@Test
	void dropsATraceContextThatTheClientMadeUp() {
		JsonNode seen = TestGateway.json(this.gateway.send(this.gateway.anonymous("/auth/echo")
			.header("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")
			.header("baggage", "a=b")));
		assertThat(seen.path("traceparent").asString("")).doesNotContain("1111111111111111");
		assertThat(seen.has("baggage")).isFalse();
	}

	@Test
	void passesAFormOnInItsBodyOnly() {
		JsonNode seen = TestGateway.json(this.gateway.send(this.gateway.anonymous("/auth/echo?a=1%202")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=x%40example.org&password=a%26b+c"))));
		assertThat(seen.get("(query)").asString()).isIn("a=1%202", "a=1+2");
		assertThat(seen.get("(body)").asString()).isIn("username=x%40example.org&password=a%26b+c",
				"&username=x%40example.org&password=a%26b+c");
	}

	@Test
	void passesRedirectsAndCredentialsOnUnchanged() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/auth/moved"));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).contains("/auth/echo");
		JsonNode seen = TestGateway
			.json(this.gateway.send(this.gateway.anonymous("/auth/echo").header("Authorization", "Basic eDp5")));
		assertThat(seen.get("authorization").asString()).isEqualTo("Basic eDp5");
	}

	@Test
	void saysSoWhenTheAuthorizationServerIsAway() {
		try (TestGateway alone = new TestGateway()) {
			alone.authServer().close();
			HttpResponse<byte[]> response = alone.send(alone.anonymous("/auth/echo"));
			assertThat(response.statusCode()).isEqualTo(502);
			assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("auth-server-unavailable");
		}
	}

}
