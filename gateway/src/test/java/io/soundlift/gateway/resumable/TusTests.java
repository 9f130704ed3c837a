package io.soundlift.gateway.resumable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestVisitor;
import io.soundlift.journey.conversion.Conversion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for resumable uploads by tus 1.0.0 over HTTP, at two gateways with one store.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusTests {

	private static final int MIB = 1024 * 1024;

	private static final byte[] VIDEO = TusClient.video(2 * MIB + 77);

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.max-concurrent-uploads=16",
			"--soundlift.gateway.account.max-unfinished-uploads=5");

	private final TestGateway replica = this.gateway.replica("--soundlift.gateway.max-concurrent-uploads=16",
			"--soundlift.gateway.account.max-unfinished-uploads=5");

	@AfterAll
	void stop() {
		this.replica.stop();
		this.gateway.close();
	}

	private TusClient client(String owner) {
		return new TusClient(this.gateway, owner);
	}

	@Test
	void saysWhatItCanDo() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("anna", "/api/uploads").method("OPTIONS", BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(response.headers().firstValue("Tus-Version")).contains("1.0.0");
		assertThat(response.headers().firstValue("Tus-Max-Size"))
			.contains(Integer.toString(TestGateway.MAX_VIDEO_BYTES));
		assertThat(response.headers().firstValue("Tus-Checksum-Algorithm")).contains("sha1,sha256");
		assertThat(response.headers().firstValue("Tus-Extension").orElse("").split(",")).contains("creation",
				"creation-with-upload", "creation-defer-length", "termination", "checksum", "expiration");
	}

	@Test
	void makesConversionOfUploadInSeveralRequestsAtTwoGateways() throws IOException {
		TusClient here = client("anna");
		TusClient there = here.at(this.replica);
		HttpResponse<byte[]> created = here.send(here.request("/api/uploads")
			.header("Upload-Length", Integer.toString(VIDEO.length))
			.header("Upload-Metadata",
					"filename " + base64("göteborg talk.mp4") + ",filetype " + base64("video/mp4") + ",bitrate "
							+ base64("128k") + ", title " + base64("Über uns") + ",name " + base64("x"))
			.POST(BodyPublishers.noBody()));
		assertThat(created.statusCode()).isEqualTo(201);
		assertThat(created.headers().firstValue("Tus-Resumable")).contains("1.0.0");
		assertExpiresInADay(created);
		String path = TusClient.location(created);
		assertThat(TusClient.offset(here.patch(path, VIDEO, 0, 1000))).isEqualTo(1000);
		assertThat(TusClient.offset(there.head(path))).isEqualTo(1000);
		HttpResponse<byte[]> second = there.patch(path, VIDEO, 1000, MIB + 5);
		assertThat(second.statusCode()).isEqualTo(204);
		assertThat(second.headers().firstValue("Content-Location")).isEmpty();
		assertExpiresInADay(second);
		assertThat(this.gateway.conversions().find(TusClient.id(path))).as("it is not whole").isEmpty();
		HttpResponse<byte[]> last = here.patch(path, VIDEO, MIB + 5, VIDEO.length);
		assertThat(last.statusCode()).isEqualTo(204);
		assertThat(TusClient.offset(last)).isEqualTo(VIDEO.length);
		String conversionPath = last.headers().firstValue("Content-Location").orElseThrow();
		assertThat(conversionPath).isEqualTo("/api/conversions/" + TusClient.id(path));
		Conversion conversion = here.assertConverted(path, VIDEO);
		assertThat(conversion.fileName()).isEqualTo("göteborg talk.mp4");
		assertThat(conversion.ownerEmail()).isEqualTo("anna@example.org");
		assertThat(conversion.video().contentType()).isEqualTo("video/mp4");
		assertThat(conversion.options().bitrate()).isEqualTo(128_000);
		assertThat(conversion.options().tags()).containsEntry("title", "Über uns");
		assertThat(here.send(here.request(conversionPath).GET()).statusCode()).isEqualTo(200);
		HttpResponse<byte[]> after = there.head(path);
		assertThat(after.statusCode()).isEqualTo(200);
		assertThat(TusClient.offset(after)).isEqualTo(VIDEO.length);
		assertThat(after.headers().firstValue("Content-Location")).contains(conversionPath);
	}

	private static void assertExpiresInADay(HttpResponse<byte[]> response) {
		ZonedDateTime expires = ZonedDateTime.parse(response.headers().firstValue("Upload-Expires").orElseThrow(),
				DateTimeFormatter.RFC_1123_DATE_TIME);
		assertThat(Duration.between(Instant.now(), expires.toInstant())).isCloseTo(Duration.ofDays(1),
				Duration.ofMinutes(1));
	}

	@Test
	void tellsOffsetLengthAndMetadataOfUnfinishedUpload() {
		TusClient client = client("bert");
		String metadata = "filename " + base64("a.mp4") + ",tags " + base64("false");
		String path = TusClient.location(client.send(client.request("/api/uploads")
			.header("Upload-Length", "100")
			.header("Upload-Metadata", metadata)
			.POST(BodyPublishers.noBody())));
		HttpResponse<byte[]> head = client.head(path);
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Upload-Offset")).contains("0");
		assertThat(head.headers().firstValue("Upload-Length")).contains("100");
		assertThat(head.headers().firstValue("Upload-Metadata")).contains(metadata);
		assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(head.headers().firstValue("Content-Location")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6 })
	void storesWhatWasSentHoweverItIsCut(int seed) throws IOException {
		Random random = new Random(seed);
		byte[] video = TusClient.video(1 + random.nextInt(TestGateway.MAX_VIDEO_BYTES));
		TusClient client = client("random");
		String path = client.create(video.length);
		int offset = 0;
		while (offset < video.length) {
			int end = Math.min(video.length, offset + 1 + random.nextInt(random.nextBoolean() ? 2 * MIB : 5000));
			TusClient any = random.nextBoolean() ? client : client.at(this.replica);
			if (random.nextInt(4) == 0) {
				// sent with a wrong checksum, so that it is written and does not count
				HttpResponse<byte[]> refused = any
					.send(any.patchRequest(path, offset, Arrays.copyOfRange(video, offset, end))
						.header("Upload-Checksum", "sha1 " + base64("wrong")));
				TusClient.assertProblem(refused, 460, "checksum-mismatch");
			}
			else {
				assertThat(any.patch(path, video, offset, end).statusCode()).isEqualTo(204);
				offset = end;
			}
			assertThat(client.offset(path)).isEqualTo(offset);
		}
		client.assertConverted(path, video);
	}

	@Test
	void takesFirstBytesWithTheCreation() throws IOException {
		TusClient client = client("cleo");
		HttpResponse<byte[]> part = create(client, VIDEO.length, Arrays.copyOf(VIDEO, 500));
		assertThat(part.statusCode()).isEqualTo(201);
		assertThat(TusClient.offset(part)).isEqualTo(500);
		String path = TusClient.location(part);
		assertThat(client.patch(path, VIDEO, 500, VIDEO.length).statusCode()).isEqualTo(204);
		client.assertConverted(path, VIDEO);
		HttpResponse<byte[]> whole = create(client, VIDEO.length, VIDEO);
		assertThat(whole.statusCode()).isEqualTo(201);
		assertThat(whole.headers().firstValue("Content-Location")).isPresent();
		client.assertConverted(TusClient.location(whole), VIDEO);
	}

	private static HttpResponse<byte[]> create(TusClient client, int length, byte[] first) {
		return client.send(client.request("/api/uploads")
			.header("Upload-Length", Integer.toString(length))
			.header("Content-Type", "application/offset+octet-stream")
			.POST(BodyPublishers.ofByteArray(first)));
	}

	@Test
	void takesTheLengthLater() throws IOException {
		TusClient client = client("dora");
		HttpResponse<byte[]> created = client
			.send(client.request("/api/uploads").header("Upload-Defer-Length", "1").POST(BodyPublishers.noBody()));
		assertThat(created.statusCode()).isEqualTo(201);
		String path = TusClient.location(created);
		assertThat(client.patch(path, VIDEO, 0, MIB).statusCode()).isEqualTo(204);
		HttpResponse<byte[]> head = client.head(path);
		assertThat(head.headers().firstValue("Upload-Defer-Length")).contains("1");
		assertThat(head.headers().firstValue("Upload-Length")).isEmpty();
		assertThat(client.patch(path, VIDEO, MIB, VIDEO.length).statusCode()).isEqualTo(204);
		assertThat(this.gateway.conversions().find(TusClient.id(path))).isEmpty();
		HttpResponse<byte[]> length = client.send(client.patchRequest(path, VIDEO.length, new byte[0])
			.header("Upload-Length", Integer.toString(VIDEO.length)));
		assertThat(length.statusCode()).isEqualTo(204);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void refusesAnotherLengthThanWasAnnounced() {
		TusClient client = client("dora");
		String path = client.create(100);
		TusClient.assertProblem(client.send(client.patchRequest(path, 0, new byte[10]).header("Upload-Length", "50")),
				400, "bad-request");
		TusClient.assertProblem(client.patch(path, 0, new byte[101]), 413, "video-too-large");
		TusClient.assertProblem(
				client.send(client.request(path)
					.header("Content-Type", "application/offset+octet-stream")
					.header("Upload-Offset", "0")
					.method("PATCH", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[101])))),
				413, "video-too-large");
		assertThat(client.offset(path)).isZero();
		assertThat(client.delete(path).statusCode()).isEqualTo(204);
	}

	@Test
	void goesOnWithTheRightOffsetOnly() {
		TusClient client = client("emil");
		String path = client.create(100);
		assertThat(TusClient.assertProblem(client.patch(path, 5, new byte[10]), 409, "upload-offset-mismatch")
			.get("offset")
			.asInt()).isZero();
		assertThat(client.patch(path, 0, new byte[10]).statusCode()).isEqualTo(204);
		TusClient.assertProblem(client.patch(path, 0, new byte[10]), 409, "upload-offset-mismatch");
		assertThat(client.offset(path)).isEqualTo(10);
		TusClient.assertProblem(client.send(client.request(path)
			.header("Content-Type", "application/offset+octet-stream")
			.method("PATCH", BodyPublishers.noBody())), 400, "bad-request");
		client.delete(path);
	}

	@Test
	void hidesUploadsOfOthers() {
		TusClient client = client("anna");
		String path = client.create(100);
		TusClient other = client("mallory");
		TusClient.assertProblem(other.patch(path, 0, new byte[10]), 404, "no-such-upload");
		TusClient.assertProblem(other.delete(path), 404, "no-such-upload");
		assertThat(other.head(path).statusCode()).isEqualTo(404);
		assertThat(other.head("/api/uploads/nonsense").statusCode()).isEqualTo(404);
		assertThat(client.offset(path)).isZero();
		client.delete(path);
	}

	@ParameterizedTest
	@CsvSource({ "conversions:read, 403, 200", "conversions:write, 201, 403" })
	void asksForTheScopesOfConversions(String scope, int creation, int look) {
		String path = client("scoped").create(100);
		String token = "Bearer " + this.gateway.authServer().token("scoped", scope);
		assertThat(this.gateway
			.send(this.gateway.anonymous("/api/uploads")
				.header("Authorization", token)
				.header("Tus-Resumable", "1.0.0")
				.header("Upload-Length", "100")
				.POST(BodyPublishers.noBody()))
			.statusCode()).isEqualTo(creation);
		assertThat(this.gateway
			.send(this.gateway.anonymous(path)
				.header("Authorization", token)
				.header("Tus-Resumable", "1.0.0")
				.method("HEAD", BodyPublishers.noBody()))
			.statusCode()).isEqualTo(look);
		assertThat(this.gateway.send(this.gateway.anonymous("/api/uploads").POST(BodyPublishers.noBody())).statusCode())
			.isIn(401, 403);
	}

	@Test
	void asksBrowsersForTheirCsrfToken() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpResponse<byte[]> forged = visitor.send(this.gateway,
				this.gateway.anonymous("/api/uploads")
					.header("Tus-Resumable", "1.0.0")
					.header("Upload-Length", "100")
					.POST(BodyPublishers.noBody()));
		assertThat(forged.statusCode()).isEqualTo(403);
		assertThat(TestGateway.json(forged).get("code").asString()).isEqualTo("csrf-token-missing");
		HttpResponse<byte[]> created = visitor.send(this.gateway,
				this.gateway.anonymous("/api/uploads")
					.header("Tus-Resumable", "1.0.0")
					.header("Upload-Length", "100")
					.header("X-CSRF-TOKEN", visitor.session(this.gateway).at("/csrf/token").asString())
					.POST(BodyPublishers.noBody()));
		assertThat(created.statusCode()).isEqualTo(201);
	}

	@ParameterizedTest
	@CsvSource({ "sha1, SHA-1", "sha256, SHA-256" })
	void countsBytesWithTheRightChecksumOnly(String name, String algorithm) {
		TusClient client = client("franz");
		String path = client.create(100);
		byte[] bytes = TusClient.video(50);
		String right = Base64.getEncoder().encodeToString(TusClient.digest(algorithm, bytes));
		byte[] wrong = bytes.clone();
		wrong[7]++;
		TusClient.assertProblem(
				client.send(client.patchRequest(path, 0, wrong).header("Upload-Checksum", name + " " + right)), 460,
				"checksum-mismatch");
		assertThat(client.offset(path)).isZero();
		assertThat(client.send(client.patchRequest(path, 0, bytes).header("Upload-Checksum", name + " " + right))
			.statusCode()).isEqualTo(204);
		assertThat(client.offset(path)).isEqualTo(50);
		client.delete(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "md5 abc=", "sha1", "sha256 !", "" })
	void refusesChecksumsThatItDoesNotUnderstand(String checksum) {
		TusClient client = client("franz");
		String path = client.create(100);
		TusClient.assertProblem(
				client.send(client.patchRequest(path, 0, new byte[10]).header("Upload-Checksum", checksum)), 400,
				"bad-request");
		client.delete(path);
	}

	@Test
	void removesWhatIsStoredOfAnUploadThatIsDeleted() {
		TusClient client = client("gerd");
		long before = this.gateway.storedDocuments();
		String path = client.create(VIDEO.length);
		client.patch(path, VIDEO, 0, MIB + 100);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before + 3);
		assertThat(client.at(this.replica).delete(path).statusCode()).isEqualTo(204);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
		assertThat(client.head(path).statusCode()).isEqualTo(404);
		TusClient.assertProblem(client.delete(path), 404, "no-such-upload");
	}

	@Test
	void keepsTheConversionOfAnUploadThatIsDeleted() throws IOException {
		TusClient client = client("gerd");
		String path = client.create(VIDEO.length);
		client.patch(path, 0, VIDEO);
		assertThat(client.delete(path).statusCode()).isEqualTo(204);
		assertThat(client.head(path).statusCode()).isEqualTo(404);
		client.assertConverted(path, VIDEO);
	}

	@ParameterizedTest
	@CsvSource({ "Upload-Length, 3145729, 413, video-too-large", "Upload-Length, 0, 400, empty-video",
			"Upload-Length, -1, 400, bad-request", "Upload-Length, x, 400, bad-request",
			"Upload-Defer-Length, 2, 400, bad-request", "X-Nothing, 1, 400, bad-request" })
	void refusesLengthsThatNoVideoHas(String header, String value, int status, String code) {
		TusClient client = client("hans");
		TusClient.assertProblem(
				client.send(client.request("/api/uploads").header(header, value).POST(BodyPublishers.noBody())), status,
				code);
	}

	@ParameterizedTest
	@CsvSource({ "bitrate, 129k, 400, invalid-option", "codec, opus, 400, invalid-option",
			"filetype, text/html, 415, unsupported-content-type" })
	void refusesMetadataThatAnUploadInOneGoMayNotHave(String key, String value, int status, String code) {
		long before = this.gateway.storedDocuments();
		TusClient client = client("hans");
		TusClient.assertProblem(client.send(client.request("/api/uploads")
			.header("Upload-Length", "100")
			.header("Upload-Metadata", key + " " + base64(value))
			.POST(BodyPublishers.noBody())), status, code);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "filename !", "filename YQ==,filename YQ==" })
	void refusesMetadataThatCanNotBeRead(String metadata) {
		TusClient client = client("hans");
		TusClient.assertProblem(client.send(client.request("/api/uploads")
			.header("Upload-Length", "100")
			.header("Upload-Metadata", metadata)
			.POST(BodyPublishers.noBody())), 400, "bad-request");
	}

	@Test
	void refusesBodiesOfAnotherType() {
		TusClient client = client("ida");
		String path = client.create(100);
		TusClient.assertProblem(client.send(client.request(path)
			.header("Content-Type", "video/mp4")
			.header("Upload-Offset", "0")
			.method("PATCH", BodyPublishers.ofString("abc"))), 415, "unsupported-content-type");
		client.delete(path);
	}

	@Test
	void speaksOneVersionOnly() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/uploads")
			.header("Upload-Length", "100")
			.header("Tus-Resumable", "0.2.2")
			.POST(BodyPublishers.noBody()));
		TusClient.assertProblem(response, 412, "unsupported-tus-version");
		assertThat(response.headers().firstValue("Tus-Version")).contains("1.0.0");
	}

	@Test
	void knowsTheMethodsOfClientsThatHaveOnlyPost() throws IOException {
		TusClient client = client("jan");
		String path = client.create(3);
		assertThat(client
			.send(client.request(path)
				.header("X-HTTP-Method-Override", "PATCH")
				.header("Content-Type", "application/offset+octet-stream")
				.header("Upload-Offset", "0")
				.POST(BodyPublishers.ofString("abc")))
			.statusCode()).isEqualTo(204);
		client.assertConverted(path, "abc".getBytes(StandardCharsets.US_ASCII));
		assertThat(client
			.send(client.request(path).header("X-HTTP-Method-Override", "DELETE").POST(BodyPublishers.noBody()))
			.statusCode()).isEqualTo(204);
		assertThat(client
			.send(client.request(client.create(3))
				.header("X-HTTP-Method-Override", "DELETE")
				.method("GET", BodyPublishers.noBody()))
			.statusCode()).as("asks for fewer rights").isEqualTo(405);
	}

	@Test
	void boundsTheUnfinishedUploadsOfAnAccount() {
		TusClient client = client("karl");
		String first = client.create(3);
		for (int i = 1; i < 5; i++) {
			client.create(100);
		}
		TusClient.assertProblem(
				client
					.send(client.request("/api/uploads").header("Upload-Length", "100").POST(BodyPublishers.noBody())),
				429, "too-many-unfinished-uploads");
		client.patch(first, 0, new byte[3]);
		client.create(100);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
