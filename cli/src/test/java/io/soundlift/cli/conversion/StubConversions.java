package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.soundlift.cli.account.AccessTokens;
import io.soundlift.cli.account.Credentials;
import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.container.ByteRangesReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The conversions API and the tokens of an account, with limits that it enforces. An MP3
 * says which video it is of; a video whose name begins with "bad" has no audio.
 */
final class StubConversions implements AutoCloseable {

	/** A free thread for each upload and download, and for the questions besides. */
	static final int THREADS = 12;

	static {
		// without, each answer is some 40 ms late
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final int maxLive;

	/** By their ids, the oldest first. */
	private final Map<String, Stored> conversions = Collections.synchronizedMap(new LinkedHashMap<>());

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	private final Queue<Keyed> keyed = new ConcurrentLinkedQueue<>();

	private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();

	private final AtomicInteger breaks = new AtomicInteger();

	private final AtomicInteger count = new AtomicInteger();

	private int live;

	private int mostLive;

	private int uploads;

	private int mostUploads;

	private volatile boolean holding;

	private volatile boolean newestFirst;

	private volatile boolean rangesRefused;

	private volatile boolean rangesUnreadable;

	StubConversions(int maxLive) {
		this.maxLive = maxLive;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String origin() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	Credentials credentials() {
		return new Credentials(origin(), "me@localhost", "password", "client", "secret");
	}

	ConversionsApi client(Pause pause) {
		return new ConversionsApi(new Http(), new ServerOptions.Connection(URI.create(origin()), new AccessTokens() {

			@Override
			public String get() {
				return "token";
			}

			@Override
			public void refused() {
				// there is no other
			}

		}), pause, (reason) -> {
		});
	}

	/**
	 * Refuses the next uploads with these statuses, to be tried again after a second. 0
	 * breaks the connection in the middle of the upload.
	 */
	void refuse(Integer... statuses) {
		this.refusals.addAll(List.of(statuses));
	}

	/**
	 * Ends no conversion from now on.
	 */
	void hold() {
		this.holding = true;
	}

	/**
	 * Ends the newest conversion first.
	 */
	void endNewestFirst() {
		this.newestFirst = true;
	}

	/**
	 * Refuses ranges of videos.
	 */
	void refuseRanges() {
		this.rangesRefused = true;
	}

	/**
	 * Can't convert videos of which only ranges were sent.
	 */
	void failRanges() {
		this.rangesUnreadable = true;
	}

	/**
	 * Breaks the connections of the next questions for limits.
	 */
	void breakLimits(int count) {
		this.breaks.set(count);
	}

	List<String> requests() {
		return List.copyOf(this.requests);
	}

	List<Keyed> keyed() {
		return List.copyOf(this.keyed);
	}

	List<String> ids() {
		synchronized (this.conversions) {
			return List.copyOf(this.conversions.keySet());
		}
	}

	List<String> fileNames() {
		synchronized (this.conversions) {
			return this.conversions.values().stream().map((one) -> one.fileName).toList();
		}
	}

	/**
	 * Returns the videos as they are stored, of ranges with zeros between.
	 */
	List<byte[]> videos() {
		synchronized (this.conversions) {
			return this.conversions.values().stream().map((one) -> one.video).toList();
		}
	}

	synchronized int mostLive() {
		return this.mostLive;
	}

	synchronized int mostUploads() {
		return this.mostUploads;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			if (path.endsWith("/events")) {
				// as a server of an earlier version does
				answer(exchange, 404, "{\"code\": \"no-such-conversion\"}");
				return;
			}
			this.requests.add(exchange.getRequestMethod() + " " + path);
			if (path.equals("/auth/.well-known/openid-configuration")) {
				answer(exchange, 200, "{\"token_endpoint\": \"%s/auth/oauth2/token\"}".formatted(origin()));
			}
			else if (path.equals("/auth/oauth2/token")) {
				answer(exchange, 200, "{\"access_token\": \"token\", \"expires_in\": 900}");
			}
			else if (path.equals("/api/limits")) {
				if (this.breaks.getAndUpdate((left) -> Math.max(0, left - 1)) == 0) {
					answer(exchange, 200, limits());
				}
			}
			else if (exchange.getRequestHeaders().containsKey("Idempotency-Key")) {
				create(exchange);
			}
			else if (exchange.getRequestMethod().equals("POST")) {
				receive(exchange);
			}
			else if (exchange.getRequestMethod().equals("DELETE")) {
				this.conversions.remove(path.split("/")[3]);
				exchange.sendResponseHeaders(204, -1);
			}
			else if (path.equals("/api/conversions")) {
				answer(exchange, 200, list());
			}
			else if (path.endsWith("/mp3")) {
				Stored stored = stored(path.split("/")[3]);
				answer(exchange, 200, stored.mp3());
			}
			else if (this.conversions.containsKey(path.split("/")[3])) {
				answer(exchange, 200, show(stored(path.split("/")[3])));
			}
			else {
				answer(exchange, 404, "{\"detail\": \"You have none.\", \"code\": \"no-such-conversion\"}");
			}
		}
	}

	private Stored stored(String id) {
		Stored stored = this.conversions.get(id);
		if (stored == null) {
			throw new IllegalStateException("No conversion " + id);
		}
		return stored;
	}

	private synchronized String limits() {
		return """
				{"maxVideoBytes": 100000000, "account": {
				 "runningConversions": {"limit": %1$d, "used": %2$d, "left": %3$d},
				 "concurrentUploads": {"limit": 2, "used": %4$d, "left": %5$d}}}""".formatted(this.maxLive, this.live,
				this.maxLive - this.live, this.uploads, 2 - this.uploads);
	}

	private void receive(HttpExchange exchange) throws IOException {
		String disposition = exchange.getRequestHeaders().getFirst("Content-Disposition");
		String fileName = URLDecoder.decode(disposition.substring(disposition.indexOf("''") + 2),
				StandardCharsets.UTF_8);
		String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
		boolean ranges = contentType.startsWith("multipart/byteranges");
		Integer refusal = (ranges && this.rangesRefused) ? Integer.valueOf(400) : this.refusals.poll();
		synchronized (this) {
			if (refusal == null && this.live == this.maxLive) {
				refusal = 429;
			}
			if (refusal == null) {
				this.mostUploads = Math.max(this.mostUploads, ++this.uploads);
				this.mostLive = Math.max(this.mostLive, ++this.live);
			}
		}
		if (refusal != null && refusal == 0) {
			exchange.getRequestBody().readNBytes(1000);
			return;
		}
		byte[] video = exchange.getRequestBody().readAllBytes();
		if (refusal != null) {
			exchange.getResponseHeaders().set("Retry-After", "1");
			answer(exchange, refusal, "{\"detail\": \"Too much.\", \"code\": \"too-much\"}");
			return;
		}
		String id = "%032x".formatted(this.count.incrementAndGet());
		Stored stored = ranges ? new Stored(id, fileName, new ByteRangesReader(contentType, video))
				: new Stored(id, fileName, video);
		this.conversions.put(stored.id, stored);
		synchronized (this) {
			this.uploads--;
		}
		answer(exchange, 202, stored.json());
	}

	/**
	 * Imports a video, or converts one again.
	 */
	private void create(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String source;
		String fileName;
		if (path.endsWith("/again")) {
			source = path.split("/")[3];
			fileName = stored(source).fileName;
		}
		else {
			JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
			source = body.get("url").asString();
			fileName = body.get("fileName").asString();
		}
		this.keyed.add(new Keyed(source, exchange.getRequestURI().getQuery(),
				exchange.getRequestHeaders().getFirst("Idempotency-Key")));
		Integer refusal = this.refusals.poll();
		if (refusal == null) {
			Stored stored = new Stored("%032x".formatted(this.count.incrementAndGet()), fileName, new byte[0]);
			this.conversions.put(stored.id, stored);
			answer(exchange, 202, stored.json());
		}
		else if (refusal == 403) {
			answer(exchange, refusal, "{\"detail\": \"No.\", \"code\": \"import-off\"}");
		}
		else if (refusal == 410) {
			answer(exchange, refusal, "{\"detail\": \"It is gone.\", \"code\": \"video-gone\"}");
		}
		else if (refusal != 0) {
			exchange.getResponseHeaders().set("Retry-After", "0");
			answer(exchange, refusal, "{\"detail\": \"Not yet.\", \"code\": \"idempotency-key-in-use\"}");
		}
	}

	/**
	 * Returns the newest conversions. Half of those that are live end before the next
	 * question.
	 */
	private synchronized String list() {
		List<Stored> newest;
		synchronized (this.conversions) {
			newest = new ArrayList<>(this.conversions.values());
		}
		Collections.reverse(newest);
		List<String> views = newest.stream().limit(100).map(Stored::json).toList();
		if (!this.holding) {
			List<Stored> running = new ArrayList<>(newest.stream().filter((one) -> one.live).toList());
			if (!this.newestFirst) {
				Collections.reverse(running);
			}
			running.subList(0, (running.size() + 1) / 2).forEach(this::end);
		}
		return "{\"conversions\": [" + String.join(",", views) + "]}";
	}

	private synchronized String show(Stored stored) {
		String json = stored.json();
		if (stored.live && !this.holding) {
			end(stored);
		}
		return json;
	}

	private void end(Stored stored) {
		stored.live = false;
		this.live--;
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private static String sha256(byte[] bytes) {
		return HexFormat.of().formatHex(Sha256.newDigest().digest(bytes));
	}

	/**
	 * A request for a conversion whose video the server itself brings.
	 *
	 * @param source URL of the video, or id of its earlier conversion
	 * @param query options
	 * @param key its idempotency key
	 */
	record Keyed(String source, @Nullable String query, String key) {
	}

	/**
	 * A conversion.
	 */
	private final class Stored {

		private final String id;

		private final String fileName;

		private final String videoSha256;

		private final byte[] video;

		private final boolean ranges;

		private volatile boolean live = true;

		Stored(String id, String fileName, byte[] video) {
			this(id, fileName, video, sha256(video), false);
		}

		Stored(String id, String fileName, ByteRangesReader ranges) {
			this(id, fileName, ranges.file(), ranges.sha256(), true);
		}

		private Stored(String id, String fileName, byte[] video, String videoSha256, boolean ranges) {
			this.id = id;
			this.fileName = fileName;
			this.video = video;
			this.videoSha256 = videoSha256;
			this.ranges = ranges;
		}

		String mp3() {
			return "The MP3 of " + this.fileName;
		}

		String json() {
			byte[] mp3 = mp3().getBytes(StandardCharsets.UTF_8);
			boolean unreadable = this.ranges && StubConversions.this.rangesUnreadable;
			boolean bad = unreadable || this.fileName.startsWith("bad");
			String end = bad
					? "\"failure\": {\"code\": \"%s\", \"detail\": \"This video has no sound.\"}"
						.formatted(unreadable ? "damaged" : "no-audio")
					: "\"mp3\": {\"sizeBytes\": %d, \"sha256\": \"%s\", \"durationMillis\": 1000, \"fileName\": \"x.mp3\"}"
						.formatted(mp3.length, sha256(mp3));
			return """
					{"id": "%s", "state": "%s", "fileName": "%s", "createdAt": "2026-01-01T00:00:00Z",
					 "video": {"sizeBytes": %d, "sha256": "%s"}, %s}""".formatted(this.id,
					this.live ? "CONVERTING" : bad ? "FAILED" : "COMPLETED", this.fileName, this.video.length,
					this.videoSha256, this.live ? "\"progress\": {\"percent\": 42}" : end);
		}

	}

}
