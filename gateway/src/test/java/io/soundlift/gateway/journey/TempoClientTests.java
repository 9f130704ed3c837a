package io.soundlift.gateway.journey;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.embedded.EmbeddedTraces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TempoClient}, with servers that are away, slow, protected, or talk
 * nonsense.
 */
class TempoClientTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch end = new CountDownLatch(1);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private HttpHandler tempo = (exchange) -> exchange.sendResponseHeaders(404, -1);

	private HttpServer server;

	private TempoClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", (exchange) -> {
			try (exchange) {
				this.requests.incrementAndGet();
				this.tempo.handle(exchange);
			}
		});
		this.server.start();
		this.client = new TempoClient(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/tempo/"),
				"Bearer reader");
	}

	@AfterEach
	void stop() {
		this.end.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	@Test
	void asksForATraceAsTempoWantsIt() {
		this.tempo = (exchange) -> {
			boolean right = exchange.getRequestURI().getPath().equals("/tempo/api/traces/" + TRACE_ID)
					&& "Bearer reader".equals(exchange.getRequestHeaders().getFirst("Authorization"))
					&& "application/protobuf".equals(exchange.getRequestHeaders().getFirst("Accept"));
			exchange.sendResponseHeaders(right ? 404 : 500, -1);
		};
		assertThat(this.client.trace(TRACE_ID)).isEmpty();
	}

	@Test
	void searchesAsTempoWantsItAndFillsIdsUp() {
		this.tempo = (exchange) -> {
			boolean right = exchange.getRequestURI().getPath().equals("/tempo/api/search") && exchange.getRequestURI()
				.getQuery()
				.equals("q={ span.soundlift.conversion.id = \"" + TRACE_ID + "\" }&limit=7&start=100&end=200");
			answer(exchange, right ? 200 : 500, """
					{"traces": [{"traceID": "2f3e", "rootServiceName": "gateway"}, {"traceID": "../../x"}],
					 "metrics": {"totalBlocks": 13}}""");
		};
		assertThat(this.client.search(TRACE_ID, Instant.ofEpochSecond(100), Instant.ofEpochSecond(200), 7))
			.containsExactly("0000000000000000000000000000" + "2f3e");
	}

	@Test
	void takesNoSearchForAnAnswerThatIsNone() {
		this.tempo = (exchange) -> answer(exchange, 200, "<html>a proxy</html>");
		assertThatExceptionOfType(TempoException.class)
			.isThrownBy(() -> this.client.search(TRACE_ID, Instant.EPOCH, Instant.EPOCH, 1));
		this.tempo = (exchange) -> answer(exchange, 200, "{}");
		assertThat(this.client.search(TRACE_ID, Instant.EPOCH, Instant.EPOCH, 1)).isEmpty();
	}

	@Test
	void givesUpOnAServerThatNeverAnswers() {
		this.tempo = (exchange) -> awaitEnd();
		assertUnavailable();
	}

	@Test
	void givesUpOnAServerThatAnswersByteByByte() {
		this.tempo = (exchange) -> {
			exchange.sendResponseHeaders(200, 1000);
			while (!awaitEnd(50)) {
				exchange.getResponseBody().write(0);
				exchange.getResponseBody().flush();
			}
		};
		assertUnavailable();
	}

	@Test
	void takesNoAnswerWithoutEnd() {
		this.tempo = (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			byte[] block = new byte[64 * 1024];
			while (!awaitEnd(0)) {
				exchange.getResponseBody().write(block);
			}
		};
		assertUnavailable();
	}

	@Test
	void takesNoNonsense() {
		this.tempo = (exchange) -> answer(exchange, 200, "<html>a proxy</html>");
		assertUnavailable();
	}

	@Test
	void followsNoRedirect() {
		this.tempo = (exchange) -> {
			exchange.getResponseHeaders().set("Location", "/elsewhere");
			exchange.sendResponseHeaders(302, -1);
		};
		assertUnavailable();
		assertThat(this.requests).hasValue(1);
	}

	@Test
	void leavesAServerAloneThatFailsAgainAndAgain() {
		this.tempo = (exchange) -> answer(exchange, 500, "out of order at inner-host");
		for (int i = 0; i < 12; i++) {
			assertUnavailable();
		}
		assertThat(this.requests.get()).isBetween(5, 10);
	}

	@Test
	void saysSoWhenTheServerIsAway() {
		this.server.stop(0);
		assertUnavailable();
	}

	@Test
	void readsTheEmbeddedStoreWithItsToken() {
		try (EmbeddedTraces traces = EmbeddedTraces.start(0, new EmbeddedTraces.Access(null, "reader"))) {
			TestSpan.send(traces.otlpEndpoint(), new TestSpan(TRACE_ID, "converter", "convert", "00000000000000c1"));
			TempoClient right = new TempoClient(URI.create(traces.url()), "Bearer reader");
			assertThat(right.trace(TRACE_ID).orElseThrow()).extracting(RecordedSpan::name).containsExactly("convert");
			assertThat(right.trace("0".repeat(32))).isEmpty();
			TempoClient wrong = new TempoClient(URI.create(traces.url()), "");
			assertThatExceptionOfType(TempoException.class).isThrownBy(() -> wrong.trace(TRACE_ID))
				.withMessageContaining("401");
		}
	}

	private void assertUnavailable() {
		assertThatExceptionOfType(TempoException.class).isThrownBy(() -> this.client.trace(TRACE_ID));
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private void awaitEnd() {
		awaitEnd(60_000);
	}

	private boolean awaitEnd(long millis) {
		try {
			return this.end.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

}
