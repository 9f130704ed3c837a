package io.soundlift.gateway.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request makes Tomcat change the protocol of its connection, since that
 * leaks memory up to 11.0.27 (CVE-2026-118233).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeRequestTests {

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource({ "h2c,/", "h2c,/api/session", "h2c,/auth/sign-in", "websocket,/", "websocket,/api/conversions",
			"websocket,/auth/sign-in", "TLS/1.2,/api/session", "anything,/" })
	void staysWithHttp1WhenAskedToUpgrade(String protocol, String path) throws IOException {
		assertThat(statusLine("""
				GET %s HTTP/1.1
				Host: localhost
				Connection: Upgrade, HTTP2-Settings
				Upgrade: %s
				HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
				Sec-WebSocket-Version: 13

				""".formatted(path, protocol))).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 101");
	}

	@Test
	void refusesHttp2ThatBeginsWithoutUpgrade() throws IOException {
		// Tomcat closes the connection without an answer
		assertThat(statusLine("PRI * HTTP/2.0\n\nSM\n\n")).matches("null|HTTP/1\\.1 [45].*");
	}

	private String statusLine(String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			return String.valueOf(reader.readLine());
		}
	}

}
