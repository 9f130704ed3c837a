package io.soundlift.gateway.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Tag;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.usage.AccountUsages;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for uploads over HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadTests {

	private static final byte[] VIDEO = video(2 * 1024 * 1024 + 77);

	/** Uploads that stand still do so until a test has seen what it is for. */
	private final TestGateway gateway = new TestGateway("--soundlift.gateway.upload.min-rate-window=1m");

	private long before;

	@BeforeEach
	void countStoredDocuments() {
		this.before = this.gateway.storedDocuments();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void takesInARawBodyAndSaysWhereItsConversionIs() throws IOException {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions?bitrate=128k")
			.header("Content-Type", "video/mp4")
			.header("Content-Disposition", "attachment; filename*=UTF-8''g%C3%B6teborg%20talk.mp4")
			.POST(BodyPublishers.ofByteArray(VIDEO)));
		assertThat(response.statusCode()).isEqualTo(202);
		JsonNode body = TestGateway.json(response);
		assertThat(response.headers().firstValue("Location")).contains("/api/conversions/" + body.get("id").asString());
		assertThat(body.get("state").asString()).isEqualTo("QUEUED");
		assertThat(body.get("fileName").asString()).isEqualTo("göteborg talk.mp4");
		assertThat(body.at("/options/bitrate").asInt()).isEqualTo(128_000);
		assertThat(body.at("/video/sizeBytes").asInt()).isEqualTo(VIDEO.length);
		Conversion conversion = this.gateway.conversions().find(body.get("id").asString()).orElseThrow();
		assertThat(conversion.owner()).isEqualTo("anna");
		assertThat(conversion.ownerEmail()).isEqualTo("anna@example.org");
		assertThat(this.gateway.files().read(Bucket.VIDEOS, conversion.video()).readAllBytes()).isEqualTo(VIDEO);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takesInAFormWithItsOptionsBeforeOrAfterTheFile(boolean optionFirst) throws IOException {
		String option = part("form-data; name=\"bitrate\"", null) + "320k\r\n";
		String file = part("form-data; name=\"file\"; filename=\"übung.mkv\"", "video/x-matroska");
		BodyPublisher body = BodyPublishers.concat(BodyPublishers.ofString((optionFirst ? option : "") + file),
				BodyPublishers.ofByteArray(VIDEO),
				BodyPublishers.ofString("\r\n" + (optionFirst ? "" : option) + "--b--\r\n"));
		HttpResponse<byte[]> response = this.gateway.send(form(body));
		assertThat(response.statusCode()).isEqualTo(202);
		JsonNode json = TestGateway.json(response);
		assertThat(json.at("/options/bitrate").asInt()).isEqualTo(320_000);
		assertThat(json.get("fileName").asString()).isEqualTo("übung.mkv");
		assertThat(json.at("/video/contentType").asString()).isEqualTo("video/x-matroska");
		Conversion conversion = this.gateway.conversions().find(json.get("id").asString()).orElseThrow();
		assertThat(this.gateway.files().read(Bucket.VIDEOS, conversion.video()).readAllBytes()).isEqualTo(VIDEO);
	}

	@Test
	void makesOneConversionOfTheSameRequestWithTheSameKey() {
		HttpResponse<byte[]> first = this.gateway.send(withKey("once", "bitrate=128k", VIDEO));
		assertThat(first.statusCode()).isEqualTo(202);
		long stored = this.gateway.storedDocuments();
		HttpResponse<byte[]> second = this.gateway.send(withKey("once", "bitrate=128k", VIDEO));
		assertThat(second.statusCode()).isEqualTo(202);
		assertThat(id(second)).isEqualTo(id(first));
		assertThat(second.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		assertThat(this.gateway.storedDocuments()).isEqualTo(stored);
		assertThat(id(this.gateway.send(withKey("twice", "bitrate=128k", VIDEO)))).isNotEqualTo(id(first));
	}

	@Test
	void refusesAnotherRequestWithTheSameKey() {
		assertThat(this.gateway.send(withKey("other", "bitrate=128k", VIDEO)).statusCode()).isEqualTo(202);
		this.before = this.gateway.storedDocuments();
		assertRefused(withKey("other", "bitrate=192k", VIDEO), 422, "idempotency-key-reused");
		assertRefused(withKey("other", "bitrate=128k", new byte[77]), 422, "idempotency-key-reused");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"a", "a\"b", "a b" })
	void refusesKeyThatIsNone(String key) {
		assertRefused(raw("video/mp4", BodyPublishers.ofByteArray(VIDEO)).header("Idempotency-Key", key), 400,
				"bad-request");
	}

	@Test
	void saysThatTheFirstRequestWithTheKeyIsUnderWayAndTakesItAgainWhenThatHasFailed() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST /api/conversions?bitrate=128k HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
					+ this.gateway.authServer().token("anna", TestGateway.ALL)
					+ "\r\nContent-Type: video/mp4\r\nIdempotency-Key: \"broken\"\r\nContent-Length: " + VIDEO.length
					+ "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			out.write(VIDEO, 0, 1000);
			out.flush();
			await().untilAsserted(
					() -> assertThat(this.gateway.bean(AccountUsages.class).of("anna").reservations()).isNotEmpty());
			HttpResponse<byte[]> early = this.gateway.send(withKey("broken", "bitrate=128k", VIDEO));
			assertThat(early.statusCode()).isEqualTo(409);
			assertThat(TestGateway.json(early).get("code").asString()).isEqualTo("idempotency-key-in-use");
			assertThat(early.headers().firstValue("Retry-After")).isPresent();
		}
		await().untilAsserted(
				() -> assertThat(this.gateway.bean(AccountUsages.class).of("anna").reservations()).isEmpty());
		assertThat(this.gateway.send(withKey("broken", "bitrate=128k", VIDEO)).statusCode()).isEqualTo(202);
	}

	@Test
	void makesOneConversionOfRequestsWithTheSameKeyAtTheSameTime() {
		List<CompletableFuture<HttpResponse<byte[]>>> answers = Stream.generate(() -> withKey("race", "", VIDEO))
			.limit(TestGateway.MAX_CONCURRENT_UPLOADS)
			.map((request) -> CompletableFuture.supplyAsync(() -> this.gateway.send(request),
					(task) -> new Thread(task).start()))
			.toList();
		assertThat(answers).map(CompletableFuture::join)
			.map(HttpResponse::statusCode)
			.contains(202)
			.isSubsetOf(202, 409, 503);
		String id = id(this.gateway.send(withKey("race", "", VIDEO)));
		assertThat(answers).map(CompletableFuture::join)
			.filteredOn((answer) -> answer.statusCode() == 202)
			.allMatch((answer) -> id.equals(id(answer)));
	}

	@Test
	void saysThatTheConversionOfTheKeyWasDeleted() {
		String id = id(this.gateway.send(withKey("deleted", "", VIDEO)));
		assertThat(this.gateway.send(this.gateway.as("anna", "/api/conversions/" + id).DELETE()).statusCode())
			.isEqualTo(204);
		HttpResponse<byte[]> again = this.gateway.send(withKey("deleted", "", VIDEO));
		assertThat(again.statusCode()).isEqualTo(404);
		assertThat(TestGateway.json(again).get("code").asString()).isEqualTo("no-such-conversion");
	}

	@Test
	void saysSoAlsoWhenTheGatewayHadDiedBeforeItNotedThatItWasMade() {
		HttpRequest.Builder request = this.gateway.as("jens", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.header("Idempotency-Key", "died")
			.POST(BodyPublishers.ofByteArray(VIDEO));
		String id = id(this.gateway.send(request));
		// as it is when the gateway dies after the conversion is there
		this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("idempotency_keys")
			.updateOne(new Document("_id", "jens"), new Document("$set", new Document("keys.0.made", false)));
		assertThat(id(this.gateway.send(request))).isEqualTo(id);
		assertThat(this.gateway.send(this.gateway.as("jens", "/api/conversions/" + id).DELETE()).statusCode())
			.isEqualTo(204);
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(404);
	}

	private HttpRequest.Builder withKey(String key, String query, byte[] video) {
		return this.gateway.as("anna", "/api/conversions?" + query)
			.header("Content-Type", "video/mp4")
			.header("Idempotency-Key", '"' + key + '"')
			.POST(BodyPublishers.ofByteArray(video));
	}

	private static String id(HttpResponse<byte[]> accepted) {
		return TestGateway.json(accepted).get("id").asString();
	}

	@Test
	void refusesAnEmptyVideo() {
		assertRefused(raw("video/mp4", BodyPublishers.noBody()), 400, "empty-video");
		assertRefused(
				form(BodyPublishers
					.ofString(part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") + "\r\n--b--\r\n")),
				400, "empty-video");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "text/json", "application/x-www-form-urlencoded", "video/*", "nonsense",
			"application/vnd.apple.mpegurl" })
	void refusesContentTypesThatAreNoVideo(String contentType) {
		assertRefused(raw(contentType, BodyPublishers.ofByteArray(VIDEO)), 415, "unsupported-content-type");
	}

	@Test
	void importsNothingUnlessThatIsSwitchedOn() {
		assertRefused(raw("application/json", BodyPublishers.ofString("{\"url\":\"https://videos.example/a.mp4\"}")),
				403, "import-off");
		assertThat(
				TestGateway.json(this.gateway.send(this.gateway.as("anna", "/api/limits"))).get("imports").asBoolean())
			.isFalse();
	}

	@Test
	void refusesAVideoThatAnnouncesToBeTooLarge() {
		HttpResponse<byte[]> response = assertRefused(
				raw("video/mp4", BodyPublishers.ofByteArray(new byte[TestGateway.MAX_VIDEO_BYTES + 1])), 413,
				"video-too-large");
		assertThat(TestGateway.json(response).get("maxBytes").asInt()).isEqualTo(TestGateway.MAX_VIDEO_BYTES);
	}

	@Test
	void refusesAVideoThatTurnsOutToBeTooLarge() {
		BodyPublisher unannounced = BodyPublishers
			.ofInputStream(() -> new ByteArrayInputStream(new byte[TestGateway.MAX_VIDEO_BYTES + 1]));
		assertRefused(raw("video/mp4", unannounced), 413, "video-too-large");
	}

	@Test
	void acceptsAVideoOfExactlyTheGreatestSize() {
		HttpResponse<byte[]> response = this.gateway
			.send(raw("video/mp4", BodyPublishers.ofByteArray(new byte[TestGateway.MAX_VIDEO_BYTES])));
		assertThat(response.statusCode()).isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bitrate=", "bitrate", "bitrate=128", "bitrate=129k", "bitrate=-1", "bitrate=999999999k",
			"bitrate=128k&bitrate=64k", "bit%72ate=128k&bitrate=64k", "quality=10", "quality=-1", "quality=2.5",
			"quality=", "channels=0", "channels=3", "channels=stereo", "sampleRate=44000", "sampleRate=44.1k",
			"start=-1", "start=1:60", "start=1:2:3:4", "start=1.2345", "end=soon", "end=1:00:60", "normalize=1",
			"normalize=yes", "normalize=", "track=0", "track=100", "track=german", "track=", "tags=no", "chapters=all",
			"cover=front", "cover=", "year=19", "year=twenty", "trackNumber=three", "bitrat=128k", "Bitrate=128k",
			"title=a&title=b", "codec=opus" })
	void refusesOptionsThatAreUnknownOrBad(String query) {
		assertRefused(this.gateway.as("anna", "/api/conversions?" + query)
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(VIDEO)), 400, "invalid-option");
	}

	@Test
	void tellsWhichOptionIsBadWhatWasGivenAndWhatIsAllowed() {
		JsonNode problem = problem("sampleRate=44%0A000", "invalid-option");
		assertThat(problem.get("option").asString()).isEqualTo("sampleRate");
		assertThat(problem.get("given").asString()).isEqualTo("44 000");
		assertThat(problem.get("allowed").asString()).contains("44100").endsWith("Hz");
		assertThat(problem.get("detail").asString()).contains("sampleRate", "44100");
		problem = problem("title=" + "x".repeat(201), "invalid-option");
		assertThat(problem.get("given").asString()).hasSize(100);
		assertThat(problem.get("allowed").asString()).contains("up to 200 characters");
		problem = problem("bitrat=128k", "invalid-option");
		assertThat(problem.get("option").asString()).isEqualTo("bitrat");
		assertThat(problem.get("allowed").asString()).contains("bitrate", "quality", "albumArtist");
	}

	@ParameterizedTest
	@CsvSource({ "bitrate=128k&quality=2,bitrate,quality", "bitrate=192k&sampleRate=22050,bitrate,sampleRate",
			"bitrate=80k&sampleRate=8000,bitrate,sampleRate", "start=10&end=10,end,start",
			"start=1:00&end=59,end,start", "end=0,end,start" })
	void refusesOptionsThatExcludeEachOther(String query, String first, String second) {
		JsonNode problem = problem(query, "conflicting-options");
		assertThat(problem.get("options").valueStream().map(JsonNode::asString)).containsExactly(first, second);
	}

	private JsonNode problem(String query, String code) {
		return TestGateway.json(assertRefused(this.gateway.as("anna", "/api/conversions?" + query)
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(VIDEO)), 400, code));
	}

	@Test
	void refusesOptionsInAFormThatExcludeThoseOfTheQuery() {
		String file = part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") + "abc\r\n";
		String quality = part("form-data; name=\"quality\"", null) + "2\r\n";
		for (String body : new String[] { quality + file, file + quality }) {
			assertRefused(this.gateway.as("anna", "/api/conversions?bitrate=128k")
				.header("Content-Type", "multipart/form-data; boundary=b")
				.POST(BodyPublishers.ofString(body + "--b--\r\n")), 400, "conflicting-options");
		}
	}

	@Test
	void keepsEveryOptionUnderItsName() {
		String query = "quality=2&channels=1&sampleRate=22050&start=1:02:03.25&end=7200.5&normalize=true&track=ger"
				+ "&tags=false&cover=1:30&chapters=False&title=%C3%9Cber%0Auns&artist=A&album=B&albumArtist=C&composer=D"
				+ "&genre=E&year=2026&trackNumber=3/12&comment=&copyright=F";
		JsonNode accepted = accepted(query);
		ConversionOptions options = this.gateway.conversions()
			.find(accepted.get("id").asString())
			.orElseThrow()
			.options();
		assertThat(options).isEqualTo(new ConversionOptions(null, 2, true, 1, 22_050, Duration.ofMillis(3_723_250),
				Duration.ofMillis(7_200_500), true, "deu", false,
				Map.of("title", "Über uns", "artist", "A", "album", "B", "albumArtist", "C", "composer", "D", "genre",
						"E", "year", "2026", "trackNumber", "3/12", "comment", "", "copyright", "F"),
				Cover.frame(Duration.ofSeconds(90)), false));
		assertThat(accepted.get("options").toString()).isEqualTo(
				"""
						{"quality":2,"channels":1,"sampleRate":22050,"start":3723.25,"end":7200.5,"normalize":true,"track":"deu",\
						"tags":false,"cover":"90","chapters":false,"title":"Über uns","artist":"A","album":"B",\
						"albumArtist":"C","composer":"D","genre":"E","year":"2026","trackNumber":"3/12","comment":"",\
						"copyright":"F"}""");
	}

	@Test
	void refusesAQueryThatCanNotBeDecoded() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.getOutputStream()
				.write(("POST /api/conversions?title=100% HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\n"
						+ "Content-Length: 0\r\nAuthorization: Bearer "
						+ this.gateway.authServer().token("anna", TestGateway.ALL) + "\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 400").contains("bad-request");
		}
	}

	@Test
	void takesTheLongestTextsInTheQuery() {
		StringBuilder query = new StringBuilder("quality=2");
		for (Tag tag : Tag.values()) {
			if (tag != Tag.YEAR && tag != Tag.TRACK_NUMBER) {
				query.append('&').append(tag.option()).append('=').append("%E9%9F%B3".repeat(tag.maxCodePoints()));
			}
		}
		assertThat(accepted(query.toString()).at("/options/comment").asString()).isEqualTo("音".repeat(500));
	}

	@Test
	void leavesToTheDefaultsWhatNobodyAsksFor() {
		assertThat(accepted("").get("options").toString())
			.isEqualTo("{\"bitrate\":192000,\"normalize\":false,\"tags\":true,\"cover\":\"auto\",\"chapters\":true}");
		assertThat(accepted("sampleRate=8000").at("/options/bitrate").asInt())
			.as("lowered to what the sample rate allows")
			.isEqualTo(64_000);
		assertThat(accepted("quality=4").at("/options/bitrate").isMissingNode()).isTrue();
		assertThat(this.gateway.conversions()
			.find(accepted("").get("id").asString())
			.orElseThrow()
			.options()
			.choosesEncoding()).isFalse();
	}

	private JsonNode accepted(String query) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions?" + query)
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("abc")));
		assertThat(response.statusCode()).isEqualTo(202);
		return TestGateway.json(response);
	}

	@Test
	void refusesABadOptionThatComesAfterTheFile() {
		String file = part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") + "abc\r\n";
		assertRefused(
				form(BodyPublishers.ofString(file + part("form-data; name=\"bitrate\"", null) + "1k\r\n--b--\r\n")),
				400, "invalid-option");
	}

	@Test
	void refusesFormsThatHaveNotExactlyOneFile() {
		String file = part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") + "abc\r\n";
		String other = part("form-data; name=\"video\"; filename=\"a.mp4\"", "video/mp4") + "abc\r\n";
		assertRefused(form(BodyPublishers.ofString(file + file + "--b--\r\n")), 400, "malformed-form");
		assertRefused(form(BodyPublishers.ofString(other + "--b--\r\n")), 400, "malformed-form");
		assertRefused(form(BodyPublishers.ofString("--b--\r\n")), 400, "malformed-form");
		assertRefused(raw("multipart/form-data", BodyPublishers.ofString("x")), 400, "malformed-form");
	}

	@Test
	void refusesAFormThatEndsInTheMiddleOfTheFile() {
		String file = part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") + "abc";
		assertRefused(form(BodyPublishers.ofString(file)), 400, "upload-incomplete");
	}

	@ParameterizedTest
	@CsvSource({ "false, 0", "false, 10", "false, 1048576", "false, 1572864", "false, 2097228", "true, 0", "true, 10",
			"true, 1048576", "true, 1572864", "true, 2097228", "true, 2097229" })
	void leavesNothingWhenTheClientGoesAwayInMidUpload(boolean asForm, int sent) throws IOException {
		String begin = asForm ? part("form-data; name=\"file\"; filename=\"a.mp4\"", "video/mp4") : "";
		String end = asForm ? "\r\n--b--\r\n" : "";
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: "
				+ (asForm ? "multipart/form-data; boundary=b" : "video/mp4") + "\r\nAuthorization: Bearer "
				+ this.gateway.authServer().token("anna", TestGateway.ALL) + "\r\nContent-Length: "
				+ (begin.length() + VIDEO.length + end.length()) + "\r\n\r\n" + begin;
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			OutputStream out = socket.getOutputStream();
			out.write(head.getBytes(StandardCharsets.US_ASCII));
			out.write(VIDEO, 0, sent);
			out.flush();
			// the write has begun as soon as the journal has an entry
			await().until(() -> this.gateway.storedDocuments() > this.before);
		}
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before));
		HttpResponse<byte[]> again = this.gateway.send(raw("video/mp4", BodyPublishers.ofByteArray(VIDEO)));
		assertThat(again.statusCode()).as("the same upload again").isEqualTo(202);
	}

	@ParameterizedTest
	@CsvSource({ "true, video/mp4, 3145729, 413", "true, text/html, 3, 415", "false, video/mp4, 3, 401" })
	void refusesBeforeAClientThatAsksFirstSendsItsBody(boolean signedIn, String contentType, int length, int status)
			throws IOException {
		String token = signedIn ? this.gateway.authServer().token("anna", TestGateway.ALL) : "nonsense";
		try (Socket socket = askFirst(token, contentType, length)) {
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 " + status).contains("urn:soundlift:problem:");
		}
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before);
	}

	@Test
	void letsAClientThatAsksFirstGoOn() throws IOException {
		try (Socket socket = askFirst(this.gateway.authServer().token("anna", TestGateway.ALL), "video/mp4", 3)) {
			String goOn = "HTTP/1.1 100 \r\n\r\n";
			assertThat(new String(socket.getInputStream().readNBytes(goOn.length()), StandardCharsets.UTF_8))
				.isEqualTo(goOn);
			socket.getOutputStream().write(new byte[3]);
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 202");
		}
	}

	private Socket askFirst(String token, String contentType, int length) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
				+ "Content-Type: " + contentType + "\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
				+ length + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	@Test
	void refusesUploadsBeyondTheLimitUntilOthersAreDone() throws IOException {
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\n"
				+ "Content-Length: 1000000\r\nAuthorization: Bearer ";
		try (Socket first = new Socket("127.0.0.1", this.gateway.port());
				Socket second = new Socket("127.0.0.1", this.gateway.port())) {
			send(first, head + this.gateway.authServer().token("bert", TestGateway.ALL) + "\r\n\r\n");
			send(second, head + this.gateway.authServer().token("cleo", TestGateway.ALL) + "\r\n\r\n");
			await().until(() -> this.gateway.storedDocuments() == this.before + 2);
			HttpResponse<byte[]> response = this.gateway.send(raw("video/mp4", BodyPublishers.ofByteArray(VIDEO)));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("too-many-uploads");
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
		}
		await().untilAsserted(
				() -> assertThat(this.gateway.send(raw("video/mp4", BodyPublishers.ofByteArray(VIDEO))).statusCode())
					.isEqualTo(202));
		// the conversion, its file and the chunks of it; and nothing of the others
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 5));
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private HttpResponse<byte[]> assertRefused(HttpRequest.Builder request, int status, String code) {
		HttpResponse<byte[]> response = this.gateway.send(request);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		JsonNode problem = TestGateway.json(response);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("type").asString()).isEqualTo("urn:soundlift:problem:" + code);
		assertThat(problem.get("detail").asString()).endsWith(".");
		assertThat(this.gateway.storedDocuments()).as("left behind").isEqualTo(this.before);
		return response;
	}

	private HttpRequest.Builder raw(String contentType, BodyPublisher body) {
		return this.gateway.as("anna", "/api/conversions").header("Content-Type", contentType).POST(body);
	}

	private HttpRequest.Builder form(BodyPublisher body) {
		return raw("multipart/form-data; boundary=b", body);
	}

	private static String part(String disposition, @Nullable String contentType) {
		return "--b\r\nContent-Disposition: " + disposition + "\r\n"
				+ ((contentType != null) ? "Content-Type: " + contentType + "\r\n" : "") + "\r\n";
	}

	private static byte[] video(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

}
