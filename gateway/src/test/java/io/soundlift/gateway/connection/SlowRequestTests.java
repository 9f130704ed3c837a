package io.soundlift.gateway.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.Background;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/**
 * Tests for requests that come too slowly, are too large, or are too many.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowRequestTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	/** Long enough for the few bytes of a request that is not slow, on a slow machine. */
	private final TestGateway gateway = new TestGateway("--soundlift.connections.body-timeout=3s",
			"--soundlift.gateway.upload.min-rate=1KB", "--soundlift.gateway.upload.min-rate-window=3s");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "application/json" })
	void answers408WhenBodyIsNotCompleteInTime(String type) {
		String answer = answerToSlow(
				"POST /auth/echo HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: 1000\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 408")
			.contains("application/problem+json", "\"code\":\"request-too-slow\"");
	}

	@ParameterizedTest
	@CsvSource({ "video/mp4,''", "multipart/form-data; boundary=b,''",
			"multipart/form-data; boundary=b,'--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n'" })
	void answers408WhenUploadIsBelowTheLeastRate(String type, String begin) {
		long before = this.gateway.storedDocuments();
		List<CompletableFuture<String>> slow = new ArrayList<>();
		for (int i = 0; i < TestGateway.MAX_CONCURRENT_UPLOADS; i++) {
			String header = uploadHeader("slow-" + i, type);
			slow.add(Background.call(() -> answerToSlow(header + begin)));
		}
		for (CompletableFuture<String> answer : slow) {
			assertThat(answer.join()).startsWith("HTTP/1.1 408").contains("\"code\":\"request-too-slow\"");
		}
		await().until(() -> this.gateway.storedDocuments() == before);
		HttpResponse<byte[]> other = this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(new byte[1000])));
		assertThat(other.statusCode()).as("the slots are free").isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "application/json" })
	void answers413WhenBodyIsNoUploadAndTooLarge(String type) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/auth/echo")
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString("a=" + "b".repeat(70_000))));
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("request-too-large");
	}

	@Test
	void answers503WhenTooManyRequestsAreWithTheAuthServer() throws IOException {
		try (SlowAuthServer slow = new SlowAuthServer();
				TestGateway busy = new TestGateway("--soundlift.gateway.auth-server-uri=" + slow.uri(),
						"--soundlift.gateway.max-concurrent-auth-requests=1",
						"--spring.http.clients.read-timeout=5m")) {
			CompletableFuture<HttpResponse<byte[]>> waiting = Background
				.call(() -> busy.send(busy.anonymous("/auth/slow")));
			await().atMost(TIMEOUT).untilAtomic(slow.held, equalTo(1));
			HttpResponse<byte[]> refused = busy.send(busy.anonymous("/auth/slow"));
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(TestGateway.json(refused).get("code").asString()).isEqualTo("auth-server-busy");
			assertThat(refused.headers().firstValue("Retry-After")).contains("2");
			assertThat(waiting).isNotDone();
			slow.end.complete(null);
			assertThat(waiting.join().statusCode()).isEqualTo(204);
		}
	}

	@Test
	void passesRequestsOfOthersOnWhileOneAddressSendsMoreThanTheAuthServerCanAnswer() throws IOException {
		List<Socket> flood = new ArrayList<>();
		try (SlowAuthServer slow = new SlowAuthServer();
				TestGateway gateway = new TestGateway("--soundlift.gateway.auth-server-uri=" + slow.uri())) {
			int share = Math.max(1, Math.min(48, 4 * Runtime.getRuntime().availableProcessors()) / 8);
			for (int i = 0; i < 40; i++) {
				Socket socket = new Socket();
				flood.add(socket);
				socket.bind(new InetSocketAddress("127.0.0.66", 0));
				socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
				socket.getOutputStream()
					.write("GET /auth/slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			}
			await().untilAtomic(slow.held, equalTo(share));
			assertThat(gateway.send(gateway.anonymous("/auth/quick")).statusCode()).isEqualTo(204);
			assertThat(slow.held).as("requests of the flood with the authorization server").hasValue(share);
			slow.end.complete(null);
		}
		finally {
			for (Socket socket : flood) {
				socket.close();
			}
		}
	}

	private String uploadHeader(String owner, String type) {
		return "POST /api/conversions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
				+ this.gateway.authServer().token(owner, TestGateway.ALL) + "\r\nContent-Type: " + type
				+ "\r\nContent-Length: 1000000\r\n\r\n";
	}

	/**
	 * Sends the begin of a request and then a byte each 200 ms, until there is an answer.
	 */
	private String answerToSlow(String begin) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.getOutputStream().write(begin.getBytes(StandardCharsets.ISO_8859_1));
			await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
				if (socket.getInputStream().available() == 0) {
					socket.getOutputStream().write('a');
				}
				return socket.getInputStream().available() > 0;
			});
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new AssertionError("No answer", ex);
		}
	}

	/**
	 * An authorization server that answers {@code /auth/quick} at once, and
	 * {@code /auth/slow} when a test says so.
	 */
	private static final class SlowAuthServer implements AutoCloseable {

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		private final AtomicInteger held = new AtomicInteger();

		private final ExecutorService threads = Executors.newCachedThreadPool();

		private final HttpServer server;

		SlowAuthServer() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.setExecutor(this.threads);
			this.server.createContext("/auth/slow", (exchange) -> {
				this.held.incrementAndGet();
				this.end.join();
				exchange.sendResponseHeaders(204, -1);
			});
			this.server.createContext("/auth/quick", (exchange) -> exchange.sendResponseHeaders(204, -1));
			this.server.start();
		}

		String uri() {
			return "http://127.0.0.1:" + this.server.getAddress().getPort();
		}

		@Override
		public void close() {
			this.end.complete(null);
			this.server.stop(0);
			this.threads.shutdownNow();
		}

	}

}
