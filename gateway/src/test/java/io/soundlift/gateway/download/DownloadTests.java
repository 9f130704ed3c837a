package io.soundlift.gateway.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what owners, and nobody else, can do with their conversions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloadTests {

	private static final byte[] MP3 = mp3(2 * 1024 * 1024 + 5);

	private final TestGateway gateway = new TestGateway();

	private String completed = "";

	private String etag = "";

	@BeforeAll
	void complete() throws IOException {
		Conversion conversion = complete("анна — «lecture».mp3");
		this.completed = conversion.id();
		this.etag = "\"" + mp3Of(conversion).file().sha256() + "\"";
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void givesTheWholeMp3WithItsLengthNameAndValidator() {
		HttpResponse<byte[]> response = get("anna", this.completed);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo(MP3);
		assertThat(header(response, "Content-Type")).isEqualTo("audio/mpeg");
		assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(MP3.length));
		assertThat(header(response, "ETag")).isEqualTo(this.etag);
		assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
		assertThat(header(response, "Cache-Control")).contains("private");
		assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(header(response, "Content-Disposition")).startsWith("attachment;")
			.contains("filename*=UTF-8''%D0%B0%D0%BD%D0%BD%D0%B0%20%E2%80%94%20%C2%ABlecture%C2%BB.mp3");
	}

	@Test
	void shortensTheNameToWhatFileSystemsTake() throws IOException {
		Conversion conversion = complete("\u4e16".repeat(150) + ".mp3");
		String expected = "\u4e16".repeat(83) + ".mp3";
		assertThat(header(get("anna", conversion.id()), "Content-Disposition"))
			.endsWith("filename*=UTF-8''" + URLEncoder.encode(expected, StandardCharsets.UTF_8));
		assertThat(view(conversion).at("/mp3/fileName").asString()).isEqualTo(expected);
	}

	@Test
	void answersHeadWithTheSameHeadersAndNoBody() {
		HttpResponse<byte[]> response = this.gateway
			.send(mp3Request("anna", this.completed).method("HEAD", BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(MP3.length));
		assertThat(header(response, "ETag")).isEqualTo(this.etag);
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-0,0,1", "bytes=1048570-1048580,1048570,11", "bytes=-5,2097152,5",
			"bytes=2097150-,2097150,7" })
	void givesOneRange(String range, int offset, int length) {
		HttpResponse<byte[]> response = this.gateway.send(mp3Request("anna", this.completed).header("Range", range));
		assertThat(response.statusCode()).isEqualTo(206);
		assertThat(response.body()).isEqualTo(Arrays.copyOfRange(MP3, offset, offset + length));
		assertThat(header(response, "Content-Range"))
			.isEqualTo("bytes %d-%d/%d".formatted(offset, offset + length - 1, MP3.length));
	}

	@Test
	void refusesARangeBehindTheEndAndTellsTheLength() {
		HttpResponse<byte[]> response = this.gateway
			.send(mp3Request("anna", this.completed).header("Range", "bytes=99999999-"));
		assertThat(response.statusCode()).isEqualTo(416);
		assertThat(header(response, "Content-Range")).isEqualTo("bytes */" + MP3.length);
		assertThat(code(response)).isEqualTo("range-not-satisfiable");
	}

	@Test
	void givesARangeOfTheVersionThatTheClientHasAndElseTheWhole() {
		HttpRequest.Builder same = mp3Request("anna", this.completed).header("Range", "bytes=0-9")
			.header("If-Range", this.etag);
		HttpRequest.Builder other = mp3Request("anna", this.completed).header("Range", "bytes=0-9")
			.header("If-Range", "\"other\"");
		assertThat(this.gateway.send(same).statusCode()).isEqualTo(206);
		assertThat(this.gateway.send(other).statusCode()).isEqualTo(200);
	}

	@Test
	void sendsNothingToAClientThatHasTheFileAlready() {
		HttpResponse<byte[]> response = this.gateway
			.send(mp3Request("anna", this.completed).header("If-None-Match", "\"x\", W/" + this.etag));
		assertThat(response.statusCode()).isEqualTo(304);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void refusesConditionWithControlCharacter() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write(("HEAD /api/conversions/%s/mp3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
						+ "If-None-Match: \u009a00\r\n\r\n")
					.formatted(this.completed, this.gateway.authServer().token("anna", TestGateway.ALL))
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 400");
		}
	}

	@Test
	void saysThatAnMp3IsNotReadyOrNeverWillBe() {
		Conversion live = accept();
		assertThat(get("anna", live.id()).statusCode()).isEqualTo(409);
		assertThat(code(get("anna", live.id()))).isEqualTo("not-ready");
		Conversion claimed = this.gateway.claims().claim(live.id(), "w", Duration.ofMinutes(1)).orElseThrow();
		this.gateway.claims().fail(claimed, new Failure("no-audio", "The video has no audio."));
		assertThat(code(get("anna", live.id()))).isEqualTo("no-mp3");
	}

	@Test
	void tellsItsOwnerAloneThatAnMp3HasExpired() throws IOException {
		Conversion conversion = complete("x.mp3");
		assertThat(view(conversion).at("/mp3ExpiresAt").asString())
			.isEqualTo(Objects.requireNonNull(conversion.retention().mp3ExpiresAt()).toString());
		assertThat(view(conversion).has("expired")).isFalse();
		this.gateway.bean(Retention.class).expireMp3(conversion);
		HttpResponse<byte[]> response = get("anna", conversion.id());
		assertThat(response.statusCode()).isEqualTo(410);
		assertThat(code(response)).isEqualTo("mp3-expired");
		assertThat(TestGateway.json(response).at("/expiredAt").asString()).isNotEmpty();
		HttpRequest.Builder cached = mp3Request("anna", conversion.id()).header("If-None-Match",
				"\"" + mp3Of(conversion).file().sha256() + "\"");
		assertThat(this.gateway.send(cached).statusCode()).isEqualTo(410);
		assertThat(this.gateway.send(mp3Request("anna", conversion.id()).method("HEAD", BodyPublishers.noBody()))
			.statusCode()).isEqualTo(410);
		assertThat(get("bert", conversion.id()).statusCode()).isEqualTo(404);
		assertThat(view(conversion).at("/expired").asBoolean()).isTrue();
		assertThat(view(conversion).at("/mp3/fileName").asString()).isEqualTo("x.mp3");
		assertThat(view(conversion).at("/links").has("mp3")).isFalse();
	}

	private JsonNode view(Conversion conversion) {
		return TestGateway.json(this.gateway.send(this.gateway.as("anna", "/api/conversions/" + conversion.id())));
	}

	@Test
	void givesTheWaveformOfAnMp3() throws IOException {
		Conversion accepted = accept();
		assertThat(code(waveform("anna", accepted.id()))).isEqualTo("not-ready");
		Conversion claimed = this.gateway.claims().claim(accepted.id(), "w", Duration.ofMinutes(1)).orElseThrow();
		this.gateway.claims().complete(claimed, stored(claimed.id(), "x.mp3"), new byte[] { 0, 127, -1 });
		HttpResponse<byte[]> response = waveform("anna", accepted.id());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(TestGateway.json(response).toString()).isEqualTo("{\"durationMillis\":1234,\"peaks\":[0,127,255]}");
		HttpRequest.Builder again = waveformRequest("anna", accepted.id()).header("If-None-Match",
				header(response, "ETag"));
		assertThat(this.gateway.send(again).statusCode()).isEqualTo(304);
		assertThat(code(waveform("bert", accepted.id()))).isEqualTo("no-such-conversion");
		this.gateway.bean(Retention.class).expireMp3(this.gateway.conversions().find(accepted.id()).orElseThrow());
		assertThat(code(waveform("anna", accepted.id()))).isEqualTo("mp3-expired");
		assertThat(this.gateway.conversions().waveform(accepted.id())).isEmpty();
	}

	@Test
	void givesNoPeaksOfAnMp3WithoutWaveform() {
		assertThat(TestGateway.json(waveform("anna", this.completed)).get("peaks")).isEmpty();
	}

	private HttpResponse<byte[]> waveform(String owner, String id) {
		return this.gateway.send(waveformRequest(owner, id));
	}

	private HttpRequest.Builder waveformRequest(String owner, String id) {
		return this.gateway.as(owner, "/api/conversions/" + id + "/waveform");
	}

	@Test
	void hidesAConversionFromEverybodyElseOnEveryVerb() {
		String path = "/api/conversions/" + this.completed;
		for (String id : new String[] { path, path + "/mp3" }) {
			for (String method : new String[] { "GET", "HEAD" }) {
				HttpRequest.Builder request = this.gateway.as("bert", id).method(method, BodyPublishers.noBody());
				assertThat(this.gateway.send(request).statusCode()).as(method + " " + id).isEqualTo(404);
			}
		}
		HttpResponse<byte[]> range = this.gateway
			.send(this.gateway.as("bert", path + "/mp3").header("Range", "bytes=0-1"));
		assertThat(code(range)).isEqualTo("no-such-conversion");
		HttpResponse<byte[]> delete = this.gateway.send(this.gateway.as("bert", path).DELETE());
		assertThat(delete.statusCode()).isEqualTo(404);
		assertThat(code(delete)).isEqualTo("no-such-conversion");
		HttpResponse<byte[]> list = this.gateway.send(this.gateway.as("bert", "/api/conversions"));
		assertThat(TestGateway.json(list).get("conversions")).isEmpty();
		assertThat(get("anna", this.completed).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "00000000000000000000000000000000", "ZZ", "..", "%2e%2e", "a.b", "0%0a" })
	void knowsNoOtherIds(String id) {
		assertThat(this.gateway.send(this.gateway.as("anna", "/api/conversions/" + id + "/mp3")).statusCode()).isIn(400,
				404);
	}

	@Test
	void deletesAConversionWithItsFiles() throws IOException {
		long before = this.gateway.storedDocuments();
		String id = complete("x.mp3").id();
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions/" + id).DELETE());
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(get("anna", id).statusCode()).isEqualTo(404);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
	}

	@Test
	void showsAConversionWithItsResult() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("anna", "/api/conversions/" + this.completed));
		assertThat(TestGateway.json(response).at("/state").asString()).isEqualTo("COMPLETED");
		assertThat(TestGateway.json(response).at("/mp3/durationMillis").asInt()).isEqualTo(1234);
		assertThat(TestGateway.json(response).at("/links/mp3").asString())
			.isEqualTo("/api/conversions/" + this.completed + "/mp3");
		assertThat(TestGateway.json(response).has("failure")).isFalse();
		assertThat(TestGateway.json(response).has("progress")).isFalse();
	}

	@Test
	void listsPageByPage() {
		for (int i = 0; i < 3; i++) {
			accept("carl");
		}
		HttpResponse<byte[]> first = this.gateway.send(this.gateway.as("carl", "/api/conversions?limit=2"));
		String next = TestGateway.json(first).get("next").asString();
		HttpResponse<byte[]> second = this.gateway
			.send(this.gateway.as("carl", "/api/conversions?limit=2&cursor=" + next));
		assertThat(TestGateway.json(first).get("conversions")).hasSize(2);
		assertThat(TestGateway.json(second).get("conversions")).hasSize(1);
		assertThat(TestGateway.json(second).has("next")).isFalse();
	}

	@Test
	void listsWhatIsLookedFor() {
		String live = accept("dora").id();
		String failed = accept("dora").id();
		Conversion claimed = this.gateway.claims().claim(failed, "w", Duration.ofMinutes(1)).orElseThrow();
		assertThat(this.gateway.claims().fail(claimed, new Failure("no-audio", "This video has no sound."))).isTrue();
		assertThat(found("state=FAILED")).containsExactly(failed);
		assertThat(found("state=QUEUED,CONVERTING")).containsExactly(live);
		assertThat(found("state=QUEUED&state=FAILED")).containsExactlyInAnyOrder(failed, live);
		assertThat(found("state=COMPLETED")).isEmpty();
		assertThat(found("q=LECT")).containsExactlyInAnyOrder(failed, live);
		assertThat(found("q=lect&state=QUEUED")).containsExactly(live);
		assertThat(found("q=%25")).isEmpty();
		assertThat(found("q=&state=")).containsExactlyInAnyOrder(failed, live);
	}

	private List<String> found(String query) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("dora", "/api/conversions?" + query));
		assertThat(response.statusCode()).isEqualTo(200);
		return TestGateway.json(response)
			.get("conversions")
			.valueStream()
			.map((conversion) -> conversion.get("id").asString())
			.toList();
	}

	@Test
	void sendsNoListOrConversionThatTheClientHas() {
		String id = accept("frida").id();
		for (String path : List.of("/api/conversions", "/api/conversions/" + id)) {
			HttpResponse<byte[]> first = this.gateway.send(this.gateway.as("frida", path));
			assertThat(first.statusCode()).isEqualTo(200);
			String etag = header(first, "ETag");
			assertThat(etag).startsWith("W/\"");
			assertThat(header(first, "Cache-Control")).contains("no-store");
			HttpResponse<byte[]> same = this.gateway.send(this.gateway.as("frida", path).header("If-None-Match", etag));
			assertThat(same.statusCode()).isEqualTo(304);
			assertThat(same.body()).isEmpty();
			assertThat(this.gateway.send(this.gateway.as("gerda", path).header("If-None-Match", etag)).statusCode())
				.isNotEqualTo(304);
		}
		String etag = header(this.gateway.send(this.gateway.as("frida", "/api/conversions")), "ETag");
		accept("frida");
		HttpResponse<byte[]> changed = this.gateway
			.send(this.gateway.as("frida", "/api/conversions").header("If-None-Match", etag));
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(TestGateway.json(changed).get("conversions")).hasSize(2);
	}

	@Test
	void goesOnWithAFilterWhereTheLastPageEnded() {
		for (int i = 0; i < 3; i++) {
			accept("emil");
		}
		String next = TestGateway.json(this.gateway.send(this.gateway.as("emil", "/api/conversions?q=lecture&limit=2")))
			.get("next")
			.asString();
		JsonNode last = TestGateway
			.json(this.gateway.send(this.gateway.as("emil", "/api/conversions?q=lecture&limit=2&cursor=" + next)));
		assertThat(last.get("conversions")).hasSize(1);
		assertThat(last.has("next")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=101", "limit=x", "cursor=x", "cursor=%20", "cursor=MTox", "state=DONE",
			"state=failed", "state=QUEUED,x",
			"q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	void refusesBadParametersOfTheList(String query) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("carl", "/api/conversions?" + query));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(code(response)).isIn("invalid-parameter", "bad-request");
	}

	@Test
	void cutsTheConnectionRatherThanPretendThatAFileIsWhole() throws IOException {
		Conversion conversion = complete("x.mp3");
		this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("mp3s.chunks")
			.deleteOne(new Document("files_id", mp3Of(conversion).file().fileId()).append("n", 1));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> get("anna", conversion.id()));
	}

	@Test
	void givesSeveralMp3sAsOneArchiveUnderNamesOfTheirOwn() throws IOException {
		String first = complete("Talk.mp3").id();
		String second = complete("talk.mp3").id();
		String last = complete("ä/..\\b.mp3").id();
		HttpResponse<byte[]> response = archive("anna", first, second, last, first);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(header(response, "Content-Type")).isEqualTo("application/zip");
		assertThat(header(response, "Content-Disposition")).isEqualTo("attachment; filename=\"Soundlift.zip\"");
		assertThat(header(response, "Cache-Control")).contains("no-store");
		assertThat(response.body()).as("without compression").hasSizeBetween(3 * MP3.length, 3 * MP3.length + 4096);
		Map<String, byte[]> entries = entries(response.body());
		assertThat(entries.keySet()).containsExactly("Talk.mp3", "talk (2).mp3", "ä_.._b.mp3");
		assertThat(entries.values()).allMatch((content) -> Arrays.equals(content, MP3));
	}

	@Test
	void numbersNamesOfAnArchiveThatAreAsLongAsFileSystemsTake() {
		String name = "\u4e16".repeat(83) + "ab.mp3";
		Set<String> taken = new HashSet<>();
		assertThat(Mp3Archive.uniqueName(name, taken)).isEqualTo(name);
		assertThat(Mp3Archive.uniqueName(name, taken)).isEqualTo("\u4e16".repeat(82) + " (2).mp3")
			.satisfies((unique) -> assertThat(unique.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255));
	}

	@Test
	void givesAnArchiveOfOwnMp3sThatAreThereOnly() throws IOException {
		assertThat(code(archive("anna", this.completed, accept().id()))).isEqualTo("not-ready");
		assertThat(code(archive("bert", this.completed))).isEqualTo("no-such-conversion");
		assertThat(code(archive("anna", this.completed, "x"))).isEqualTo("no-such-conversion");
		Conversion expired = complete("x.mp3");
		this.gateway.bean(Retention.class).expireMp3(expired);
		assertThat(code(archive("anna", this.completed, expired.id()))).isEqualTo("mp3-expired");
		assertThat(code(archive("anna"))).isEqualTo("invalid-parameter");
		String[] many = IntStream.range(0, 101).mapToObj("%032x"::formatted).toArray(String[]::new);
		assertThat(code(archive("anna", many))).isEqualTo("invalid-parameter");
	}

	@Test
	void cutsTheConnectionWhenAnMp3OfAnArchiveIsGone() throws IOException {
		Conversion conversion = complete("x.mp3");
		this.gateway.files().delete(Bucket.MP3S, mp3Of(conversion).file().fileId());
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> archive("anna", this.completed, conversion.id()));
	}

	private HttpResponse<byte[]> archive(String owner, String... ids) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions/mp3s"
				+ Arrays.stream(ids).map((id) -> "id=" + id).collect(Collectors.joining("&", "?", ""))));
	}

	private static Map<String, byte[]> entries(byte[] archive) throws IOException {
		Map<String, byte[]> entries = new LinkedHashMap<>();
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				entries.put(entry.getName(), zip.readAllBytes());
			}
		}
		return entries;
	}

	private HttpResponse<byte[]> get(String owner, String id) {
		return this.gateway.send(mp3Request(owner, id));
	}

	private HttpRequest.Builder mp3Request(String owner, String id) {
		return this.gateway.as(owner, "/api/conversions/" + id + "/mp3");
	}

	private Conversion accept() {
		return accept("anna");
	}

	private Conversion accept(String owner) {
		Conversions conversions = this.gateway.conversions();
		try {
			String id = conversions.newId();
			StoredFile video = this.gateway.files()
				.write(Bucket.VIDEOS, id, "video/mp4", new ByteArrayInputStream(new byte[1]), 1);
			Conversion conversion = conversions.accept(id, new Owner(owner, owner + "@example.org"), "lecture.mp4",
					new ConversionOptions(192_000), video, null);
			this.gateway.files().confirm(video);
			return conversion;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Conversion complete(String fileName) throws IOException {
		String id = accept().id();
		Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
		Mp3 mp3 = stored(id, fileName);
		assertThat(this.gateway.claims().complete(claimed, mp3)).isTrue();
		this.gateway.files().confirm(mp3.file());
		return this.gateway.conversions().find(id).orElseThrow();
	}

	private Mp3 stored(String id, String fileName) throws IOException {
		StoredFile file = this.gateway.files()
			.write(Bucket.MP3S, id, "audio/mpeg", new ByteArrayInputStream(MP3), MP3.length);
		return new Mp3(file, 1234, fileName);
	}

	private static Mp3 mp3Of(Conversion conversion) {
		return Objects.requireNonNull(conversion.mp3());
	}

	private static String header(HttpResponse<byte[]> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private static String code(HttpResponse<byte[]> response) {
		return TestGateway.json(response).get("code").asString();
	}

	private static byte[] mp3(int size) {
		byte[] bytes = new byte[size];
		new Random(2).nextBytes(bytes);
		return bytes;
	}

}
