package io.soundlift.cli.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The authorization server's part of a gateway, with answers that a test lays down.
 */
final class StubServer implements AutoCloseable {

	private final HttpServer server;

	private final Queue<Answer> tokenAnswers = new ArrayDeque<>();

	private final List<String> tokenRequests = new CopyOnWriteArrayList<>();

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	StubServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/auth/.well-known/openid-configuration",
				(exchange) -> answer(exchange, new Answer(200, """
						{"issuer": "%1$s/auth", "token_endpoint": "%1$s/auth/oauth2/token",
						 "device_authorization_endpoint": "%1$s/auth/oauth2/device_authorization",
						 "revocation_endpoint": "%1$s/auth/oauth2/revoke", "other": ["ignored"]}""".formatted(uri()))));
		this.server
			.createContext("/auth/oauth2/device_authorization", (exchange) -> answer(exchange, new Answer(200, """
					{"device_code": "device-secret", "user_code": "ABCD-EFGH", "verification_uri": "%1$s/auth/activate",
					 "verification_uri_complete": "%1$s/auth/activate?user_code=ABCD-EFGH", "expires_in": 300,
					 "interval": 2}""".formatted(uri()))));
		this.server.createContext("/auth/oauth2/token", this::answerToken);
		this.server.start();
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	StubServer willAnswerToken(int status, String body) {
		this.tokenAnswers.add(new Answer(status, body));
		return this;
	}

	List<String> tokenRequests() {
		return this.tokenRequests;
	}

	List<String> authorizations() {
		return this.authorizations;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void answerToken(HttpExchange exchange) throws IOException {
		this.tokenRequests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		if (authorization != null) {
			this.authorizations.add(authorization);
		}
		Answer answer = this.tokenAnswers.poll();
		answer(exchange, (answer != null) ? answer : new Answer(400, "{\"error\": \"invalid_grant\"}"));
	}

	private static void answer(HttpExchange exchange, Answer answer) throws IOException {
		try (exchange) {
			byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(answer.status(), body.length);
			exchange.getResponseBody().write(body);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param body the body
	 */
	private record Answer(int status, String body) {

	}

}
