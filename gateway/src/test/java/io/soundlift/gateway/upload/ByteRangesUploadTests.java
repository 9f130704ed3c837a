package io.soundlift.gateway.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import io.soundlift.support.Sha256;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for uploads of which only ranges are sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ByteRangesUploadTests {

	/** What the store adds to each range. */
	private static final int RANGE_HEADER_BYTES = 16;

	private static final byte[] VIDEO = video(5 * 1024 * 1024);

	private static final long TERABYTES = 8_000_000_000_000L;

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.account.max-stored-bytes=3MB",
			"--soundlift.gateway.upload.min-rate-window=1m");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

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
	void storesRangesAtTheirPlacesAndNothingElse() throws Exception {
		int[][] ranges = { { VIDEO.length - 70_000, VIDEO.length - 1 }, { 0, 999 }, { 100_000, 1_300_000 },
				{ 1_300_001, 1_300_001 }, { 3_000_000, 3_000_100 } };
		byte[] expected = new byte[VIDEO.length];
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		Body body = new Body();
		for (int[] range : ranges) {
			int length = range[1] - range[0] + 1;
			System.arraycopy(VIDEO, range[0], expected, range[0], length);
			packed.write(ByteBuffer.allocate(RANGE_HEADER_BYTES).putLong(range[0]).putLong(length).array());
			packed.write(VIDEO, range[0], length);
			body.part(range[0] + "-" + range[1] + "/" + VIDEO.length, expected, range[0], length);
		}
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions?bitrate=128k")
			.header("Content-Type", "multipart/byteranges; boundary=\"b\"")
			.header("Content-Disposition", "attachment; filename*=UTF-8''talk.mp4")
			.POST(BodyPublishers.ofByteArray(body.end())));
		assertThat(response.statusCode()).isEqualTo(202);
		JsonNode json = TestGateway.json(response);
		assertThat(json.get("fileName").asString()).isEqualTo("talk.mp4");
		assertThat(json.at("/options/bitrate").asInt()).isEqualTo(128_000);
		assertThat(json.at("/video/contentType").asString()).isEqualTo("video/mp4");
		assertThat(json.at("/video/sizeBytes").asInt()).isEqualTo(VIDEO.length);
		assertThat(json.at("/video/storedBytes").asInt()).isEqualTo(packed.size());
		assertThat(json.at("/video/sha256").asString())
			.isEqualTo(HexFormat.of().formatHex(Sha256.newDigest().digest(packed.toByteArray())));
		Conversion conversion = this.gateway.conversions().find(json.get("id").asString()).orElseThrow();
		Path copy = this.folder.resolve("copy");
		this.gateway.files().copy(Bucket.VIDEOS, conversion.video(), copy, UnaryOperator.identity());
		assertThat(Files.readAllBytes(copy)).isEqualTo(expected);
		assertThat(chunkBytes(conversion)).isEqualTo(packed.size());
	}

	@Test
	void takesTheTypeOfTheFirstPartForLaterOnes() throws IOException {
		String body = "--b\r\nContent-Type: video/webm\r\nContent-Range: bytes 2-4/10\r\n\r\nabc"
				+ "\r\n--b\r\nContent-Range: bytes 6-7/10\r\n\r\nde\r\n--b\r\nContent-Range: bytes 9-9/10\r\n\r\nf"
				+ "\r\n--b--\r\n";
		JsonNode json = TestGateway.json(upload("hugo", body.getBytes(StandardCharsets.US_ASCII)));
		assertThat(json.at("/video/contentType").asString()).isEqualTo("video/webm");
		Conversion conversion = this.gateway.conversions().find(json.get("id").asString()).orElseThrow();
		Path copy = this.folder.resolve("short");
		this.gateway.files().copy(Bucket.VIDEOS, conversion.video(), copy, UnaryOperator.identity());
		assertThat(copy).hasContent("\0\0abc\0de\0f");
	}

	private long chunkBytes(Conversion conversion) {
		long bytes = 0;
		for (Document chunk : this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("videos.chunks")
			.find(new Document("files_id", conversion.video().fileId()))) {
			bytes += chunk.get("data", Binary.class).length();
		}
		return bytes;
	}

	@Test
	void countsWhatIsStoredAndNotTheLengthOfTheFile() {
		int part = 1_400_000;
		for (int i = 1; i <= 2; i++) {
			HttpResponse<byte[]> response = upload("bert",
					new Body().part("1-" + part + "/" + TERABYTES, VIDEO, 0, part)
						.part((TERABYTES - 1) + "-" + (TERABYTES - 1) + "/" + TERABYTES, VIDEO, 0, 1)
						.end());
			assertThat(response.statusCode()).isEqualTo(202);
			assertThat(TestGateway.json(response).at("/video/sizeBytes").asLong()).isEqualTo(TERABYTES);
			assertThat(stored("bert")).isEqualTo(i * (part + 1L + 2 * RANGE_HEADER_BYTES));
		}
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 2 * (1 + 1 + 2));
		JsonNode problem = TestGateway
			.json(upload("bert", new Body().part("0-" + (part - 1) + "/" + part, VIDEO, 0, part).end()));
		assertThat(problem.get("code").asString()).isEqualTo("storage-quota-exceeded");
	}

	@Test
	void countsEachRangeOfOneByte() {
		Body body = new Body();
		for (int i = 0; i < 5000; i++) {
			long offset = i * 1_000_000L;
			body.part(offset + "-" + offset + "/" + TERABYTES, VIDEO, i, 1);
		}
		assertThat(upload("cleo", body.end()).statusCode()).isEqualTo(202);
		assertThat(stored("cleo")).isEqualTo(5000 * (1 + RANGE_HEADER_BYTES));
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes 5-4/10", "bytes 5-10/10", "bytes 0-4/*", "bytes */10", "bytes 0-4", "0-4/10",
			"items 0-4/10", "bytes=0-4/10", "bytes -1-3/10", "bytes 0-4/0", "bytes 0-4/99999999999999999999",
			"bytes 0-99999999999999999999/99999999999999999999", "" })
	void refusesRangesThatCanNotBe(String contentRange) {
		assertRefused("--b\r\nContent-Range: " + contentRange + "\r\n\r\nabcde\r\n--b--\r\n", 400,
				"invalid-byte-ranges");
	}

	@ParameterizedTest
	@CsvSource({ "0-4/20,4-8/20", "4-8/20,0-4/20", "0-4/20,0-4/20", "0-4/20,5-9/21", "5-9/20,0-4/19" })
	void refusesRangesThatDoNotGoTogether(String first, String second) {
		assertRefused(new Body().part(first, VIDEO, 0, 5).part(second, VIDEO, 0, 5).end(), 400, "invalid-byte-ranges");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--b--\r\n", "--b\r\n\r\nabcde\r\n--b--\r\n",
			"--b\r\nContent-Type: video/mp4\r\n\r\nabcde\r\n--b--\r\n",
			"--b\r\nContent-Range: bytes 0-4/10\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b--\r\n",
			"--b\r\nnonsense\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b--\r\n",
			"--b\nContent-Range: bytes 0-4/10\n\nabcde\n--b--\n",
			"--b\r\nContent-Range: bytes 0-3/10\r\n\r\nabcde\r\n--b--\r\n",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--c--\r\n",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--bc\r\nContent-Range: bytes 5-5/10\r\n\r\na\r\n--b--\r\n",
			"--b\r\nContent-Type: video/mp4\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n"
					+ "--b\r\nContent-Type: video/webm\r\nContent-Range: bytes 5-5/10\r\n\r\na\r\n--b--\r\n" })
	void refusesMalformedBodies(String body) {
		assertRefused(body, 400, "invalid-byte-ranges");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--b", "--b\r\nContent-Ra", "--b\r\nContent-Range: bytes 0-4/10\r\n\r\n",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabc", "--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b\r\n",
			"--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b-" })
	void refusesBodiesThatEndEarly(String body) {
		assertRefused(body, 400, "upload-incomplete");
	}

	@Test
	void boundsWhatIsNoRange() {
		String part = "--b\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b--\r\n";
		String padding = "x".repeat(ByteRangesBody.MAX_HEADER_BYTES);
		assertRefused(padding + "\r\n" + part, 400, "invalid-byte-ranges");
		assertRefused("--b\r\nX: " + padding + "\r\n" + part, 400, "invalid-byte-ranges");
		assertRefused("--b\r\n" + "X: y\r\n".repeat(ByteRangesBody.MAX_HEADER_BYTES), 400, "invalid-byte-ranges");
		assertRefused(part + padding + "x", 400, "invalid-byte-ranges");
		assertThat(
				upload("dora", ("preamble\r\n" + part + "epilogue").getBytes(StandardCharsets.US_ASCII)).statusCode())
			.isEqualTo(202);
	}

	@Test
	void refusesFilesThatAreTooLong() {
		long longest = ByteRangesBody.MAX_FILE_BYTES;
		assertThat(upload("emil", new Body().part("0-4/" + longest, VIDEO, 0, 5).end()).statusCode()).isEqualTo(202);
		this.before = this.gateway.storedDocuments();
		JsonNode problem = assertRefused(new Body().part("0-4/" + (longest + 1), VIDEO, 0, 5).end(), 413,
				"video-too-large");
		assertThat(problem.get("maxBytes").asLong()).isEqualTo(longest);
	}

	@Test
	void refusesRangesOfWhatIsNoVideo() {
		assertRefused("--b\r\nContent-Type: text/html\r\nContent-Range: bytes 0-4/10\r\n\r\nabcde\r\n--b--\r\n", 415,
				"unsupported-content-type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "multipart/byteranges", "multipart/byteranges; boundary=", "multipart/byteranges; x=b" })
	void refusesContentTypeWithoutBoundary(String contentType) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", contentType)
			.POST(BodyPublishers.ofString("--b--\r\n")));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("invalid-byte-ranges");
	}

	@Test
	void leavesNothingWhenTheClientGoesAway() throws IOException {
		byte[] body = new Body().part("0-999/" + TERABYTES, VIDEO, 0, 1000)
			.part("5000000-6999999/" + TERABYTES, VIDEO, 0, 2_000_000)
			.end();
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/byteranges; boundary=b"
				+ "\r\nAuthorization: Bearer " + this.gateway.authServer().token("fred", TestGateway.ALL)
				+ "\r\nContent-Length: " + body.length + "\r\n\r\n";
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			OutputStream out = socket.getOutputStream();
			out.write(head.getBytes(StandardCharsets.US_ASCII));
			out.write(body, 0, 1_500_000);
			out.flush();
			// the journal's entry, and a chunk
			await().until(() -> this.gateway.storedDocuments() == this.before + 2);
		}
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before));
		await().untilAsserted(() -> assertThat(stored("fred")).isZero());
	}

	private JsonNode assertRefused(String body, int status, String code) {
		return assertRefused(body.getBytes(StandardCharsets.US_ASCII), status, code);
	}

	private JsonNode assertRefused(byte[] body, int status, String code) {
		HttpResponse<byte[]> response = upload("gina", body);
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode problem = TestGateway.json(response);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("detail").asString()).endsWith(".");
		assertThat(this.gateway.storedDocuments()).as("left behind").isEqualTo(this.before);
		assertThat(stored("gina")).as("still reserved").isZero();
		return problem;
	}

	private HttpResponse<byte[]> upload(String owner, byte[] body) {
		HttpRequest.Builder request = this.gateway.as(owner, "/api/conversions")
			.header("Content-Type", "multipart/byteranges; boundary=b")
			.POST(BodyPublishers.ofByteArray(body));
		return this.gateway.send(request);
	}

	private long stored(String owner) {
		return TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/limits")))
			.at("/account/storedBytes/used")
			.asLong();
	}

	private static byte[] video(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

	/**
	 * Body with ranges.
	 */
	private static final class Body {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		Body part(String range, byte[] content, int offset, int length) {
			text("--b\r\nContent-Type: video/mp4\r\nContent-Range: bytes " + range + "\r\n\r\n");
			this.bytes.write(content, offset, length);
			text("\r\n");
			return this;
		}

		byte[] end() {
			text("--b--\r\n");
			return this.bytes.toByteArray();
		}

		private void text(String text) {
			this.bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
		}

	}

}
