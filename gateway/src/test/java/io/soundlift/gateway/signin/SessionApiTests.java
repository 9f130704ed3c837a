package io.soundlift.gateway.signin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestVisitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the API by session.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionApiTests {

	private static final String PATH = "/api/conversions";

	private final TestGateway gateway = new TestGateway();

	private final TestVisitor visitor = new TestVisitor().signIn(this.gateway);

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void takesAnUploadAndADeletionWithTheCsrfToken() {
		HttpResponse<byte[]> upload = this.visitor.send(this.gateway, video(this.visitor.changing(this.gateway, PATH)));
		assertThat(upload.statusCode()).isEqualTo(202);
		String id = TestGateway.json(upload).get("id").asString();
		assertThat(this.gateway.conversions().find(id).orElseThrow().owner()).isEqualTo("anna");
		HttpResponse<byte[]> deletion = this.visitor.send(this.gateway,
				this.visitor.changing(this.gateway, PATH + "/" + id).DELETE());
		assertThat(deletion.statusCode()).isEqualTo(204);
	}

	@Test
	void takesATokenOfAProgramWithoutCookieAndWithoutCsrfToken() {
		assertThat(this.gateway.send(video(this.gateway.as("anna", PATH))).statusCode()).isEqualTo(202);
	}

	@Test
	void letsTheTokenDecideWhenThereAreBoth() {
		HttpResponse<byte[]> response = this.visitor.send(this.gateway, video(this.gateway.as("bert", PATH)));
		assertThat(response.statusCode()).isEqualTo(202);
		String id = TestGateway.json(response).get("id").asString();
		assertThat(this.gateway.conversions().find(id).orElseThrow().owner()).isEqualTo("bert");
		HttpRequest.Builder bad = this.visitor.changing(this.gateway, PATH).header("Authorization", "Bearer bad");
		assertThat(this.visitor.send(this.gateway, video(bad)).statusCode()).isEqualTo(401);
	}

	@Test
	void refusesAChangeWithoutTheCsrfToken() {
		assertRefused(this.visitor.send(this.gateway, video(this.gateway.anonymous(PATH))));
		assertRefused(this.visitor.send(this.gateway, this.gateway.anonymous(PATH + "/x").DELETE()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "AAAA", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" })
	void refusesAChangeWithAWrongCsrfToken(String token) {
		assertRefused(
				this.visitor.send(this.gateway, video(this.gateway.anonymous(PATH).header("X-CSRF-TOKEN", token))));
	}

	@Test
	void refusesTheCsrfTokenOfAnotherSession() {
		TestVisitor attacker = new TestVisitor().signIn(this.gateway);
		assertRefused(this.visitor.send(this.gateway, video(attacker.changing(this.gateway, PATH))));
	}

	@Test
	void refusesTheCsrfTokenInTheAddressOrTheBody() {
		String token = this.visitor.csrfToken(this.gateway);
		assertRefused(this.visitor.send(this.gateway, video(this.gateway.anonymous(PATH + "?_csrf=" + token))));
		assertRefused(this.visitor.send(this.gateway,
				this.gateway.anonymous(PATH)
					.header("Content-Type", "application/x-www-form-urlencoded")
					.POST(BodyPublishers.ofString("_csrf=" + token))));
	}

	@Test
	void givesATokenThatLooksDifferentEachTimeAndStaysGood() {
		String first = this.visitor.csrfToken(this.gateway);
		String second = this.visitor.csrfToken(this.gateway);
		assertThat(first).isNotEqualTo(second);
		for (String token : new String[] { second, first, first }) {
			HttpRequest.Builder request = this.gateway.anonymous(PATH + "/x").header("X-CSRF-TOKEN", token).DELETE();
			HttpResponse<byte[]> response = this.visitor.send(this.gateway, request);
			assertThat(response.statusCode()).isEqualTo(404);
		}
	}

	/**
	 * Sends the head of an upload and waits for the answer before any byte of the body.
	 */
	@Test
	void refusesAForgedUploadBeforeItsBodyIsRead() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(60_000);
			OutputStream out = socket.getOutputStream();
			out.write(("POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
					+ "Content-Length: 2000000\r\nExpect: 100-continue\r\nCookie: soundlift="
					+ this.visitor.cookie("soundlift") + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			out.flush();
			byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 403".length());
			assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 403");
		}
	}

	@Test
	void asksAProgramThatHasNothingForATokenAndNotForACsrfToken() {
		HttpResponse<byte[]> response = this.gateway.send(video(this.gateway.anonymous(PATH)));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("unauthenticated");
	}

	@Test
	void keepsEachAccountToItsOwn() {
		HttpResponse<byte[]> upload = this.visitor.send(this.gateway, video(this.visitor.changing(this.gateway, PATH)));
		String own = PATH + "/" + TestGateway.json(upload).get("id").asString();
		this.gateway.authServer().grants().setAccount("eve");
		TestVisitor other = new TestVisitor().signIn(this.gateway);
		this.gateway.authServer().grants().setAccount("anna");
		assertThat(other.session(this.gateway).get("email").asString()).isEqualTo("eve@example.org");
		assertThat(this.visitor.get(this.gateway, own).statusCode()).isEqualTo(200);
		assertThat(other.get(this.gateway, own).statusCode()).isEqualTo(404);
		assertThat(other.get(this.gateway, own + "/mp3").statusCode()).isEqualTo(404);
		assertThat(other.send(this.gateway, other.changing(this.gateway, own).DELETE()).statusCode()).isEqualTo(404);
		assertThat(this.visitor.get(this.gateway, own).statusCode()).isEqualTo(200);
	}

	@Test
	void answersNoOtherOrigin() {
		HttpResponse<byte[]> response = this.visitor.send(this.gateway,
				this.gateway.anonymous("/api/session").header("Origin", "https://evil.example"));
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
	}

	private static void assertRefused(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("csrf-token-missing");
	}

	private static HttpRequest.Builder video(HttpRequest.Builder request) {
		return request.header("Content-Type", "video/mp4").POST(BodyPublishers.ofString("a video"));
	}

}
