package io.soundlift.gateway.page;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what protects the page and its files in a browser, and for what strangers who
 * look at them leave behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageHeadersTests {

	private final TestGateway gateway = new TestGateway();

	private final TestGateway https = this.gateway.replica("--soundlift.gateway.public-url=https://public.example");

	@AfterAll
	void stop() {
		this.https.stop();
		this.gateway.close();
	}

	static Stream<String> files() {
		return Stream.of("/", "/index.html", "/api.html", "/app.css", "/common.js", "/favicon.svg", "/app/main.js",
				"/app/api.js");
	}

	static Stream<String> strangersPaths() {
		return Stream.concat(files(), Stream.of("/nothing", "/api/session", "/api/conversions", "/api/openapi.json",
				"/?sign-in=failed", "/.well-known/change-password"));
	}

	@ParameterizedTest
	@MethodSource("files")
	void allowsThePageItsOwnCodeOnly(String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous(path));
		assertThat(response.statusCode()).isEqualTo(200);
		String policy = response.headers().firstValue("Content-Security-Policy").orElse("");
		assertThat(Arrays.stream(policy.split(";")).map(String::strip)).containsExactlyInAnyOrder("default-src 'none'",
				"script-src 'self'", "style-src 'self'", "img-src 'self'", "media-src 'self'", "connect-src 'self'",
				"manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
				"require-trusted-types-for 'script'");
	}

	@ParameterizedTest
	@MethodSource("files")
	void tellsBrowsersToBeStrictWithThePage(String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous(path));
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("same-origin");
		assertThat(response.headers().allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
		assertThat(response.headers().allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
		assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
	}

	@ParameterizedTest
	@MethodSource("files")
	void answersHeadWithTheSameHeaders(String path) {
		HttpResponse<byte[]> get = this.gateway.send(this.gateway.anonymous(path));
		HttpResponse<byte[]> head = this.gateway
			.send(this.gateway.anonymous(path).method("HEAD", BodyPublishers.noBody()));
		Map<String, List<String>> expected = new HashMap<>(get.headers().map());
		Map<String, List<String>> actual = new HashMap<>(head.headers().map());
		expected.remove("date");
		actual.remove("date");
		assertThat(actual).isEqualTo(expected).containsKey("content-security-policy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/app.css", "/app/main.js", "/api/session" })
	void insistsOnTlsWhereThePublicAddressHasItOnly(String path) {
		assertThat(this.https.send(this.https.anonymous(path)).headers().allValues("Strict-Transport-Security"))
			.singleElement()
			.asString()
			.startsWith("max-age=31536000");
		assertThat(this.gateway.send(this.gateway.anonymous(path)).headers().allValues("Strict-Transport-Security"))
			.isEmpty();
	}

	@ParameterizedTest
	@MethodSource("strangersPaths")
	void makesNoSessionForAStrangerWhoLooks(String path) {
		for (TestGateway one : new TestGateway[] { this.gateway, this.https }) {
			long before = sessions();
			HttpResponse<byte[]> response = one.send(one.anonymous(path));
			assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
			assertThat(sessions()).isEqualTo(before);
		}
	}

	@Test
	void storesNothingForStrangerWhoBeginsToSignIn() {
		long before = sessions();
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/oauth2/authorization/soundlift"));
		assertThat(response.headers().allValues("Set-Cookie")).hasSize(1);
		assertThat(sessions()).isEqualTo(before);
	}

	private long sessions() {
		return this.gateway.bean(MongoOperations.class).count(new Query(), "browser_sessions");
	}

}
