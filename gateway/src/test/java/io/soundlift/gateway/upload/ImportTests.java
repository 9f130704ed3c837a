package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.testsupport.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for imports of videos from servers of strangers. One of these has an address that
 * is allowed; the other one stands for the inside of our network.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ImportTests {

	private static final byte[] VIDEO = new byte[2 * 1024 * 1024 + 77];

	static {
		new Random(17).nextBytes(VIDEO);
	}

	private final TestVideoServer stranger = new TestVideoServer("127.0.0.2");

	private final TestVideoServer inside = new TestVideoServer("127.0.0.1");

	/** What is held back is so until a test has seen what it is for. */
	private final TestGateway gateway = new TestGateway(properties("--soundlift.gateway.upload.min-rate-window=1m"));

	/** One that waits for little. */
	private final TestGateway hasty = this.gateway.replica(
			properties("--soundlift.gateway.upload.min-rate-window=1s", "--soundlift.gateway.import.max-duration=5s"));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private long before;

	private static String[] properties(String... further) {
		List<String> all = new ArrayList<>(List.of("--soundlift.gateway.import.enabled=true",
				"--soundlift.gateway.import.allow-http=true",
				"--soundlift.gateway.import.allowed-addresses=127.0.0.2/32",
				"--soundlift.gateway.import.max-concurrent=3", "--soundlift.gateway.max-concurrent-uploads=16"));
		all.addAll(List.of(further));
		return all.toArray(String[]::new);
	}

	@BeforeEach
	void countStoredDocuments() {
		this.before = this.gateway.storedDocuments();
	}

	@AfterAll
	void stop() {
		this.threads.shutdownNow();
		this.hasty.stop();
		this.gateway.close();
		this.stranger.close();
		this.inside.close();
	}

	private HttpRequest.Builder request(String owner, String query, Map<String, String> body) {
		return request(this.gateway, owner, query, body);
	}

	private static HttpRequest.Builder request(TestGateway gateway, String owner, String query,
			Map<String, String> body) {
		return gateway.as(owner, "/api/conversions" + query)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(new JsonMapper().writeValueAsString(body)));
	}

	private HttpResponse<byte[]> send(String url) {
		return this.gateway.send(request("anna", "", Map.of("url", url)));
	}

	private HttpResponse<byte[]> sendHastily(String path) {
		return this.hasty.send(request(this.hasty, "anna", "", Map.of("url", this.stranger.url(path))));
	}

	private CompletableFuture<HttpResponse<byte[]>> begin(TestGateway server, String owner, String path) {
		HttpRequest.Builder request = request(server, owner, "", Map.of("url", this.stranger.url(path)));
		return CompletableFuture.supplyAsync(() -> server.send(request), this.threads);
	}

	private Conversion accepted(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(202);
		String id = TestGateway.json(response).get("id").asString();
		assertThat(response.headers().firstValue("Location")).contains("/api/conversions/" + id);
		return this.gateway.conversions().find(id).orElseThrow();
	}

	private String assertRefused(HttpResponse<byte[]> response, int status, String code) {
		JsonNode problem = TestGateway.json(response);
		assertThat(problem.get("code").asString()).as(problem.toString()).isEqualTo(code);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(this.gateway.storedDocuments()).as("left behind").isEqualTo(this.before);
		return problem.get("detail").asString();
	}

	@Test
	void storesWhatTheServerSends() throws IOException {
		this.stranger.video("/a/göteborg talk.mp4", VIDEO, "Content-Type", "video/mp4; codecs=x");
		String url = this.stranger.url("/a/g%C3%B6teborg%20talk.mp4?secret=1");
		Conversion conversion = accepted(this.gateway.send(request("anna", "?bitrate=128k", Map.of("url", url))));
		assertThat(this.gateway.files().read(Bucket.VIDEOS, conversion.video()).readAllBytes()).isEqualTo(VIDEO);
		assertThat(conversion.owner()).isEqualTo("anna");
		assertThat(conversion.fileName()).isEqualTo("göteborg talk.mp4");
		assertThat(conversion.video().contentType()).isEqualTo("video/mp4");
		assertThat(conversion.options().bitrate()).isEqualTo(128_000);
		assertThat(this.stranger.headers("/a/göteborg talk.mp4")).doesNotContainKeys("Cookie", "Authorization",
				"Accept-encoding", "Traceparent");
	}

	@ParameterizedTest
	@CsvSource({ ",,video.bin", ",attachment; filename*=UTF-8''there.mkv,there.mkv", ",nonsense;;,video.bin",
			",'attachment; filename=\"',video.bin", "here.mov,attachment; filename=there.mkv,here.mov",
			"../../here.mov,,here.mov" })
	void namesTheVideo(@Nullable String wanted, @Nullable String contentDisposition, String name) {
		String[] headers = (contentDisposition != null) ? new String[] { "Content-Disposition", contentDisposition }
				: new String[0];
		this.stranger.video("/x/video.bin", VIDEO, headers);
		Map<String, String> body = (wanted != null)
				? Map.of("url", this.stranger.url("/x/video.bin"), "fileName", wanted)
				: Map.of("url", this.stranger.url("/x/video.bin"));
		Conversion conversion = accepted(this.gateway.send(request("anna", "", body)));
		assertThat(conversion.fileName()).isEqualTo(name);
		assertThat(conversion.video().contentType()).isEqualTo("application/octet-stream");
	}

	@Test
	void importsOnceWithTheSameKey() {
		this.stranger.video("/once", VIDEO);
		this.stranger.video("/else", VIDEO);
		Conversion first = accepted(this.gateway.send(withKey("/once")));
		assertThat(accepted(this.gateway.send(withKey("/once"))).id()).isEqualTo(first.id());
		assertThat(this.stranger.asked().stream().filter("/once"::equals)).hasSize(1);
		this.before = this.gateway.storedDocuments();
		assertRefused(this.gateway.send(withKey("/else")), 422, "idempotency-key-reused");
	}

	private HttpRequest.Builder withKey(String path) {
		return request("anna", "", Map.of("url", this.stranger.url(path))).header("Idempotency-Key", "\"import\"");
	}

	@Test
	void followsThreeRedirects() {
		this.stranger.redirect("/r4", 301, this.stranger.url("/r3") + "#fragment");
		this.stranger.redirect("/r3", 302, "/r2");
		this.stranger.redirect("/r2", 307, "r1");
		this.stranger.redirect("/r1", 308, "/video");
		this.stranger.video("/video", VIDEO);
		assertThat(accepted(send(this.stranger.url("/r3"))).fileName()).isEqualTo("r3");
		this.before = this.gateway.storedDocuments();
		assertThat(assertRefused(send(this.stranger.url("/r4")), 422, "import-failed")).contains("more than 3 times");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:%d/", "http://localhost:%d/", "http://127.0.0.3:%d/",
			"http://0.0.0.0:%d/", "http://[::1]:%d/", "http://[::ffff:127.0.0.1]:%d/", "http://169.254.169.254:%d/",
			"http://no.invalid:%d/", "ftp://127.0.0.2:%d/", "http://user:password@127.0.0.2:%d/",
			"http://127.0.0.2:%d/#fragment", "http://127.0.0.2:1%d/", "file:///etc/passwd", "no url" })
	void refusesWhatIsNotOnThePublicInternet(String url) {
		int asked = this.inside.asked().size();
		String direct = assertRefused(send(url.formatted(this.inside.port())), 400, "import-refused");
		assertThat(direct).doesNotContain("127.0.0.", "localhost");
		if (!url.equals("no url") && !url.endsWith("#fragment")) {
			this.stranger.redirect("/away", 302, url.formatted(this.inside.port()));
			assertRefused(send(this.stranger.url("/away")), 400, "import-refused");
		}
		assertThat(this.inside.asked()).hasSize(asked);
	}

	@Test
	void tellsNoDifferenceBetweenNamesInsideAndNamesOfNobody() {
		String inside = assertRefused(send("http://localhost:" + this.inside.port()), 400, "import-refused");
		assertThat(assertRefused(send("http://no.invalid/"), 400, "import-refused")).isEqualTo(inside);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "{\"url\":null}", "{\"url\":\"https://x.example\",\"x\":1}",
			"{\"url\":\"https://x.example\"" })
	void refusesBodyThatIsNoRequest(String body) {
		assertRefused(this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "application/json;charset=utf-8")
			.POST(BodyPublishers.ofString(body))), 400, "bad-request");
	}

	@Test
	void refusesOptionsBeforeItAsksTheServer() {
		this.stranger.video("/options", VIDEO);
		assertRefused(this.gateway.send(request("anna", "?bitrate=7", Map.of("url", this.stranger.url("/options")))),
				400, "invalid-option");
		assertThat(this.stranger.asked()).doesNotContain("/options");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, TestGateway.MAX_VIDEO_BYTES + 1 })
	void endsAtTheGreatestSize(long announced) {
		this.stranger.stream("/endless", announced, 64 * 1024, 1);
		long before = bytesOfTheDay("iris");
		HttpResponse<byte[]> response = this.gateway
			.send(request("iris", "", Map.of("url", this.stranger.url("/endless"))));
		assertRefused(response, 413, "video-too-large");
		// what is announced is refused before a byte is read
		long read = (announced > 0) ? 0 : TestGateway.MAX_VIDEO_BYTES;
		assertThat(bytesOfTheDay("iris") - before).as("counted of the day").isBetween(read, 2 * read);
	}

	private long bytesOfTheDay(String owner) {
		return this.gateway.bean(AccountUsages.class).of(owner).bytes();
	}

	@ParameterizedTest
	@CsvSource({ "0, 1000", "1, 100", "700, 100" })
	void endsWhatComesTooSlowly(int count, long everyMillis) {
		this.stranger.stream("/slow", 0, count, everyMillis);
		assertThat(assertRefused(sendHastily("/slow"), 422, "import-failed")).contains("too slowly");
	}

	@Test
	void endsWhatComesAtTheLeastRateForTooLong() {
		// all of it would be there after ten seconds
		this.stranger.stream("/long", 200_000, 2000, 100);
		assertThat(assertRefused(sendHastily("/long"), 422, "import-failed")).contains("within 5 s");
	}

	@Test
	void saysWhyThereIsNoVideo() {
		assertThat(assertRefused(send(this.stranger.url("/missing")), 422, "import-failed")).contains("answered 404");
		this.stranger.video("/page", VIDEO, "Content-Type", "text/html");
		assertThat(assertRefused(send(this.stranger.url("/page")), 422, "import-failed"))
			.contains("neither audio nor video");
		this.stranger.video("/gzip", VIDEO, "Content-Encoding", "gzip");
		assertRefused(send(this.stranger.url("/gzip")), 422, "import-failed");
		this.stranger.redirect("/nowhere", 302, "http://not a url");
		assertRefused(send(this.stranger.url("/nowhere")), 422, "import-failed");
		this.stranger.video("/empty", new byte[0]);
		assertRefused(send(this.stranger.url("/empty")), 400, "empty-video");
		this.stranger.answer("/broken", (exchange) -> {
			exchange.sendResponseHeaders(200, VIDEO.length);
			exchange.getResponseBody().write(VIDEO, 0, 100_000);
		});
		assertThat(assertRefused(send(this.stranger.url("/broken")), 422, "import-failed")).contains("broke");
		assertThat(assertRefused(send("http://127.0.0.2:" + FreePort.find()), 422, "import-failed"))
			.contains("could not be connected to");
	}

	@Test
	void boundsHeadersOfTheAnswer() {
		this.stranger.video("/header", VIDEO, "X-Long", "x".repeat(10_000));
		assertRefused(send(this.stranger.url("/header")), 422, "import-failed");
	}

	@Test
	void boundsImportsOfAnAccountAndOfAll() {
		CountDownLatch gate = this.stranger.hold("/held", VIDEO);
		List<CompletableFuture<HttpResponse<byte[]>>> held = new ArrayList<>();
		for (String owner : List.of("bert", "bert", "cleo")) {
			held.add(begin(this.gateway, owner, "/held"));
		}
		try {
			await().until(() -> this.stranger.asked().stream().filter("/held"::equals).count() == 3);
			this.stranger.video("/free", VIDEO);
			assertProblem(this.gateway.send(request("bert", "", Map.of("url", this.stranger.url("/free")))), 429,
					"too-many-parallel-uploads");
			assertProblem(this.gateway.send(request("dora", "", Map.of("url", this.stranger.url("/free")))), 503,
					"too-many-uploads");
		}
		finally {
			gate.countDown();
		}
		held.forEach((response) -> accepted(response.join()));
		accepted(this.gateway.send(request("bert", "", Map.of("url", this.stranger.url("/free")))));
	}

	private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo(code);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
	}

	@Test
	void goesOnWhenTheClientIsGone() throws IOException {
		CountDownLatch gate = this.stranger.hold("/alone", VIDEO);
		String body = "{\"url\":\"" + this.stranger.url("/alone") + "\"}";
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
					+ "Authorization: Bearer " + this.gateway.authServer().token("emil", TestGateway.ALL)
					+ "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> this.stranger.asked().contains("/alone"));
		}
		gate.countDown();
		// the conversion, its file and the chunks of it
		await().until(() -> this.gateway.storedDocuments() == this.before + 5);
		assertThat(TestGateway.json(this.gateway.send(this.gateway.as("emil", "/api/conversions")))
			.get("conversions")
			.size()).isOne();
	}

	@Test
	void endsImportWhenTheGatewayStops() {
		TestGateway stopping = this.gateway.replica(properties("--spring.lifecycle.timeout-per-shutdown-phase=4s"));
		this.stranger.hold("/stopped", VIDEO);
		CompletableFuture<HttpResponse<byte[]>> response = begin(stopping, "anna", "/stopped");
		await().until(() -> this.stranger.asked().contains("/stopped"));
		stopping.stop();
		assertRefused(response.join(), 503, "shutting-down");
	}

	@Test
	void tellsThatItImports() {
		JsonNode limits = TestGateway.json(this.gateway.send(this.gateway.as("anna", "/api/limits")));
		assertThat(limits.get("imports").asBoolean()).isTrue();
	}

}
