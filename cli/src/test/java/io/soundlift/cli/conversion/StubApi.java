package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.cli.account.AccessTokens;
import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;

/**
 * The conversions API with one conversion, whose MP3 comes in pieces when told so.
 */
final class StubApi implements AutoCloseable {

	static final String ID = "0123456789abcdef0123456789abcdef";

	static final byte[] MP3 = "an MP3, more or less, of some length".getBytes(StandardCharsets.UTF_8);

	static final String JOURNEY = """
			{"conversionId": "0123456789abcdef0123456789abcdef", "state": "FAILED",
			 "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "startedAt": "2026-01-01T12:00:00.5Z",
			 "durationMillis": 65004.2, "truncated": true, "links": {"grafana": "https://grafana.example/d/x"},
			 "steps": [
			  {"id": "a", "name": "Receive the upload", "technicalName": "video.upload", "service": "gateway",
			   "offsetMillis": 0.0, "durationMillis": 120.4, "status": "OK", "attributes": {}},
			  {"id": "b", "parentId": "a", "name": "Store the video", "technicalName": "video.store",
			   "service": "gateway", "offsetMillis": 1.25, "durationMillis": 80.0, "status": "OK",
			   "attributes": {"tries": 1, "videoBytes": 1234567, "newThing": 7}},
			  {"id": "c", "name": "Convert, attempt 2", "technicalName": "convert", "service": "converter",
			   "offsetMillis": 62000.0, "durationMillis": 3000.0, "status": "FAILED",
			   "attributes": {"attempt": 2, "failureCode": "no-audio", "redelivered": true}}],
			 "downloads": [{"traceId": "f", "name": "Download the MP3", "technicalName": "x", "service": "gateway",
			   "startedAt": "2026-01-02T12:00:00Z", "durationMillis": 12.0, "status": "OK"}]}""";

	private final HttpServer server;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile int breakAfterBytes = Integer.MAX_VALUE;

	private volatile boolean damaged;

	private volatile int refusals;

	private final Queue<Integer> busy = new ConcurrentLinkedQueue<>();

	private final Queue<String> limits = new ConcurrentLinkedQueue<>();

	private volatile String retryAfter = "30";

	/** By method and path. */
	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final List<String> bodies = new CopyOnWriteArrayList<>();

	StubApi() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/api", this::handle);
		this.server.start();
	}

	ConversionsApi client() {
		return client((duration) -> {
			throw new IllegalStateException("Nothing to wait for");
		}, (reason) -> {
		});
	}

	ConversionsApi client(Pause pause, Consumer<String> waiting) {
		return new ConversionsApi(new Http(), new ServerOptions.Connection(
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()), new AccessTokens() {

					private int count = 1;

					@Override
					public String get() {
						return "token-" + this.count;
					}

					@Override
					public void refused() {
						this.count++;
					}

				}), pause, waiting);
	}

	/**
	 * Answer the next requests with these statuses.
	 */
	void refuse(String retryAfter, Integer... statuses) {
		this.retryAfter = retryAfter;
		this.busy.addAll(List.of(statuses));
	}

	/**
	 * Answer the next questions for limits with these bodies, the last one for ever.
	 */
	void limits(String... bodies) {
		this.limits.addAll(List.of(bodies));
	}

	/**
	 * Answers requests of a method and path.
	 */
	void answer(String methodAndPath, int status, String body) {
		this.answers.put(methodAndPath, new Answer(status, body));
	}

	/**
	 * Returns the bodies of requests that were answered as {@link #answer} says.
	 */
	List<String> bodies() {
		return this.bodies;
	}

	/**
	 * Break each connection after some bytes of the MP3.
	 */
	void breakAfter(int bytes) {
		this.breakAfterBytes = bytes;
	}

	void damage() {
		this.damaged = true;
	}

	void refuseTokens(int count) {
		this.refusals = count;
	}

	List<String> requests() {
		return this.requests;
	}

	static String sha256() {
		return HexFormat.of().formatHex(Sha256.newDigest().digest(MP3));
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ exchange.getRequestHeaders().getFirst("Authorization") + " "
					+ exchange.getRequestHeaders().getFirst("Range") + " "
					+ exchange.getRequestHeaders().getFirst("Content-Disposition"));
			Answer answer = this.answers.get(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
			if (this.refusals > 0) {
				this.refusals--;
				answer(exchange, 401, "{\"title\": \"Sign in first\", \"code\": \"unauthenticated\"}");
			}
			else if (!this.busy.isEmpty()) {
				exchange.getRequestBody().readAllBytes();
				exchange.getResponseHeaders().set("Retry-After", this.retryAfter);
				answer(exchange, this.busy.remove(), "{\"detail\": \"Too much.\", \"code\": \"too-much\"}");
			}
			else if (answer != null) {
				this.bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
				answer(exchange, answer.status(), answer.body());
			}
			else if (exchange.getRequestURI().getPath().equals("/api/limits")) {
				answer(exchange, 200, (this.limits.size() > 1) ? this.limits.remove() : this.limits.element());
			}
			else if (exchange.getRequestURI().getPath().endsWith("/mp3")) {
				sendMp3(exchange);
			}
			else if (exchange.getRequestURI().getPath().endsWith(ID + "/journey")) {
				answer(exchange, 200, JOURNEY);
			}
			else if (exchange.getRequestMethod().equals("POST")) {
				byte[] video = exchange.getRequestBody().readAllBytes();
				answer(exchange, 202, conversion("QUEUED", Sha256.newDigest().digest(video)));
			}
			else if (exchange.getRequestURI().getPath().endsWith(ID)) {
				answer(exchange, 200, conversion("COMPLETED", new byte[32]));
			}
			else {
				answer(exchange, 404, """
						{"status": 404, "title": "No such conversion", "detail": "You have no conversion of that id.",
						 "code": "no-such-conversion"}""");
			}
		}
	}

	private void sendMp3(HttpExchange exchange) throws IOException {
		String range = exchange.getRequestHeaders().getFirst("Range");
		int from = (range != null) ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
		byte[] bytes = Arrays.copyOfRange(MP3, from, MP3.length);
		if (this.damaged) {
			bytes[0]++;
		}
		exchange.sendResponseHeaders((range != null) ? 206 : 200, bytes.length);
		// closing before all is sent breaks the connection
		exchange.getResponseBody().write(bytes, 0, Math.min(bytes.length, this.breakAfterBytes));
		exchange.getResponseBody().flush();
	}

	private static String conversion(String state, byte[] videoHash) {
		return """
				{"id": "%s", "state": "%s", "fileName": "talk.mp4", "createdAt": "2026-01-01T00:00:00Z", "attempt": 1,
				 "options": {"bitrate": 192000},
				 "video": {"sizeBytes": 5, "sha256": "%s", "contentType": "video/mp4"},
				 "mp3": {"sizeBytes": %d, "sha256": "%s", "durationMillis": 1000, "fileName": "talk.mp3"},
				 "links": {"self": "/api/conversions/x"}}""".formatted(ID, state, HexFormat.of().formatHex(videoHash),
				MP3.length, sha256());
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (status != 204) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
	}

	private record Answer(int status, String body) {
	}

}
