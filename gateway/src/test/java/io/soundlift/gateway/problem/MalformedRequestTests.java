package io.soundlift.gateway.problem;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that the web server itself can't take.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestTests {

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/conversions?=x", "/api/conversions?q=%C3", "/api/conversions/mp3s?=x&=y" })
	void refusesQueryThatCanNotBeTakenApart(String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", path));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("bad-request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/?=x", "/api/session?=x", "/oauth2/authorization/soundlift?=x", "/shared/x?=x",
			"/login/oauth2/code/soundlift?=x", "/unsubscribe/x?=x", "/logout?=x", "/error?=x" })
	void failsNowhereForQueryThatCanNotBeTakenApart(String path) {
		assertThat(this.gateway.send(this.gateway.anonymous(path)).statusCode()).isLessThan(500);
	}

	@Test
	void refusesUnknownExpectationWithoutPageOfTheWebServer() throws IOException {
		assertThat(post("Expect: miracles\r\nContent-Type: video/mp4\r\nContent-Length: 3\r\n"))
			.startsWith("HTTP/1.1 417")
			.endsWith("\r\n\r\n");
	}

	private String post(String headers) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write("POST /api/conversions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n"
					.formatted(this.gateway.authServer().token("anna", TestGateway.ALL), headers)
					.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
