package io.soundlift.cli.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.cli.account.AccessTokens;
import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.container.ByteRangesReader;

/**
 * The API for one resumable upload, which breaks connections when told so.
 */
final class StubUploads implements AutoCloseable {

	private final HttpServer server;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Queue<Integer> breaks = new ConcurrentLinkedQueue<>();

	private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private volatile boolean forgotten = true;

	private volatile boolean alwaysBroken;

	private volatile boolean damaged;

	private volatile boolean rangesRefused;

	private volatile String mediaType = "";

	private volatile long length;

	StubUploads() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/api", this::handle);
		this.server.start();
	}

	ConversionsApi client() {
		return new ConversionsApi(new Http(), new ServerOptions.Connection(
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()), new AccessTokens() {

					@Override
					public String get() {
						return "token";
					}

					@Override
					public void refused() {
						throw new IllegalStateException("Nobody refuses the token");
					}

				}), (duration) -> {
				}, (reason) -> {
				});
	}

	/**
	 * Breaks the next connections after so many bytes each.
	 */
	void breakAfter(Integer... bytes) {
		this.breaks.addAll(List.of(bytes));
	}

	void breakAlways() {
		this.alwaysBroken = true;
	}

	/**
	 * Answers the next requests for bytes with these statuses.
	 */
	void refuse(Integer... statuses) {
		this.refusals.addAll(List.of(statuses));
	}

	void damage() {
		this.damaged = true;
	}

	/**
	 * Refuses ranges of videos.
	 */
	void refuseRanges() {
		this.rangesRefused = true;
	}

	/**
	 * Returns the media type of the upload.
	 */
	String mediaType() {
		return this.mediaType;
	}

	void forget() {
		this.forgotten = true;
		this.received.reset();
	}

	byte[] received() {
		return this.received.toByteArray();
	}

	/**
	 * Returns methods and paths, and the offsets of bytes.
	 */
	List<String> requests() {
		return this.requests;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String method = exchange.getRequestMethod();
			String path = exchange.getRequestURI().getPath();
			String offset = exchange.getRequestHeaders().getFirst("Upload-Offset");
			this.requests.add(method + " " + path + ((offset != null) ? " " + offset : ""));
			if (path.startsWith("/api/conversions")) {
				answerConversion(exchange, method);
			}
			else if (path.equals("/api/limits")) {
				answer(exchange, 200, "{\"maxVideoBytes\": 100000000000}");
			}
			else if (method.equals("POST")) {
				this.mediaType = mediaType(exchange.getRequestHeaders().getFirst("Upload-Metadata"));
				if (this.rangesRefused && areRanges()) {
					answer(exchange, 415, "{\"detail\": \"No video.\", \"code\": \"unsupported-content-type\"}");
					return;
				}
				this.length = Long.parseLong(exchange.getRequestHeaders().getFirst("Upload-Length"));
				this.forgotten = false;
				exchange.getResponseHeaders().set("Location", "/api/uploads/" + StubApi.ID);
				exchange.sendResponseHeaders(201, -1);
			}
			else if (this.forgotten) {
				exchange.sendResponseHeaders(404, -1);
			}
			else if (method.equals("HEAD")) {
				tell(exchange, 200);
			}
			else {
				receive(exchange, Long.parseLong(offset));
			}
		}
	}

	private boolean areRanges() {
		return this.mediaType.startsWith("multipart/byteranges");
	}

	private static String mediaType(String metadata) {
		return Stream.of(metadata.split(","))
			.filter((pair) -> pair.startsWith("filetype "))
			.map((pair) -> new String(Base64.getDecoder().decode(pair.substring("filetype ".length())),
					StandardCharsets.UTF_8))
			.findFirst()
			.orElseThrow();
	}

	private void receive(HttpExchange exchange, long offset) throws IOException {
		Integer refusal = this.refusals.poll();
		if (refusal != null) {
			answer(exchange, refusal, "{\"detail\": \"Not now.\", \"code\": \"not-now\"}");
			return;
		}
		if (offset != this.received.size()) {
			answer(exchange, 409, "{\"detail\": \"Another offset.\", \"code\": \"upload-offset-mismatch\"}");
			return;
		}
		Integer limit = this.alwaysBroken ? Integer.valueOf(0) : this.breaks.poll();
		try (InputStream body = exchange.getRequestBody()) {
			this.received.write(body.readNBytes((limit != null) ? limit : Integer.MAX_VALUE));
		}
		if (limit == null) {
			tell(exchange, 204);
		}
	}

	private void tell(HttpExchange exchange, int status) throws IOException {
		exchange.getResponseHeaders().set("Upload-Offset", Integer.toString(this.received.size()));
		if (this.received.size() == this.length) {
			exchange.getResponseHeaders().set("Content-Location", "/api/conversions/" + StubApi.ID);
		}
		exchange.sendResponseHeaders(status, -1);
	}

	private void answerConversion(HttpExchange exchange, String method) throws IOException {
		if (method.equals("DELETE")) {
			exchange.sendResponseHeaders(204, -1);
			return;
		}
		byte[] bytes = this.received.toByteArray();
		String sha256 = areRanges() ? new ByteRangesReader(this.mediaType, bytes).sha256()
				: HexFormat.of().formatHex(Sha256.newDigest().digest(bytes));
		answer(exchange, 200, """
				{"id": "%s", "state": "QUEUED", "fileName": "talk.mp4", "createdAt": "2026-01-01T00:00:00Z",
				 "video": {"sizeBytes": %d, "sha256": "%s"}}""".formatted(StubApi.ID, this.received.size(),
				this.damaged ? "another" : sha256));
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
