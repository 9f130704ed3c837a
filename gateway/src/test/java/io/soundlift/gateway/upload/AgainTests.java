package io.soundlift.gateway.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for converting a video again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class AgainTests {

	/** Three chunks, of which an account may keep two copies. */
	private static final byte[] VIDEO = video(2 * 1024 * 1024 + 77);

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.account.max-stored-bytes=5MB",
			"--soundlift.gateway.account.max-bytes-per-day=9MB");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void convertsCopyOfTheVideoWithOtherOptions() throws IOException {
		Conversion first = upload("anna", "bitrate=128k&channels=1");
		HttpResponse<byte[]> response = again("anna", first, "quality=2&title=Two");
		assertThat(response.statusCode()).isEqualTo(202);
		JsonNode json = TestGateway.json(response);
		assertThat(response.headers().firstValue("Location")).contains("/api/conversions/" + json.get("id").asString());
		assertThat(json.get("state").asString()).isEqualTo("QUEUED");
		assertThat(json.get("fileName").asString()).isEqualTo("talk.mp4");
		assertThat(json.get("options").toString()).isEqualTo(
				"{\"quality\":2,\"normalize\":false,\"tags\":true,\"cover\":\"auto\",\"chapters\":true,\"title\":\"Two\"}");
		Conversion second = conversion(response);
		assertThat(second.id()).isNotEqualTo(first.id());
		assertThat(second.owner()).isEqualTo("anna");
		assertThat(second.ownerEmail()).isEqualTo("anna@example.org");
		assertThat(second.video().fileId()).isNotEqualTo(first.video().fileId());
		assertThat(second.video().sha256()).isEqualTo(first.video().sha256());
		assertThat(second.video().contentType()).isEqualTo("video/mp4");
		assertThat(database("file_writes")).as("writes that nobody has confirmed").isZero();
		this.gateway.send(this.gateway.as("anna", "/api/conversions/" + first.id()).DELETE());
		assertThat(this.gateway.files().read(Bucket.VIDEOS, second.video()).readAllBytes()).isEqualTo(VIDEO);
	}

	@Test
	void copiesVideoWithHolesAsItIsStored() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int offset : new int[] { 2_000_000, 0, 700_000 }) {
			body.writeBytes("--b\r\nContent-Type: video/mp4\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
				.formatted(offset, offset + 9_999, VIDEO.length)
				.getBytes(StandardCharsets.US_ASCII));
			body.write(VIDEO, offset, 10_000);
			body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		body.writeBytes("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
		Conversion first = conversion(this.gateway.send(this.gateway.as("bert", "/api/conversions")
			.header("Content-Type", "multipart/byteranges; boundary=b")
			.POST(BodyPublishers.ofByteArray(body.toByteArray()))));
		Conversion second = conversion(again("bert", first, ""));
		assertThat(second.video().sizeBytes()).isEqualTo(VIDEO.length);
		assertThat(second.video().packedBytes()).isEqualTo(first.video().packedBytes()).isNotNull();
		assertThat(second.video().sha256()).isEqualTo(first.video().sha256());
		assertThat(unpacked(second)).isEqualTo(unpacked(first)).hasSize(VIDEO.length);
	}

	private byte[] unpacked(Conversion conversion) throws IOException {
		Path copy = this.folder.resolve(conversion.id());
		this.gateway.files().copy(Bucket.VIDEOS, conversion.video(), copy, UnaryOperator.identity());
		return Files.readAllBytes(copy);
	}

	@Test
	void refusesOptionsAsAnUploadDoes() {
		Conversion conversion = upload("cleo", "");
		assertRefused("cleo", conversion, "bitrate=129k", 400, "invalid-option");
		assertRefused("cleo", conversion, "codec=opus", 400, "invalid-option");
		assertRefused("cleo", conversion, "bitrate=128k&quality=2", 400, "conflicting-options");
	}

	@Test
	void findsConversionsOfTheAccountOnly() {
		Conversion conversion = upload("dora", "");
		assertRefused("emil", conversion, "", 404, "no-such-conversion");
		this.gateway.send(this.gateway.as("dora", "/api/conversions/" + conversion.id()).DELETE());
		assertRefused("dora", conversion, "", 404, "no-such-conversion");
	}

	@Test
	void refusesOnceTheVideoIsNotKeptAnyMore() {
		Conversion conversion = upload("fred", "");
		assertThat(view(conversion).at("/links/again").asString())
			.isEqualTo("/api/conversions/" + conversion.id() + "/again");
		Conversion claimed = this.gateway.claims().claim(conversion.id(), "w", Duration.ofMinutes(1)).orElseThrow();
		this.gateway.claims().fail(claimed, new Failure("no-audio", "The video has no audio."));
		assertThat(view(conversion).at("/links").has("again")).isTrue();
		this.gateway.bean(Retention.class).removeVideo(conversion);
		assertThat(view(conversion).at("/links").has("again")).isFalse();
		assertRefused("fred", conversion, "", 410, "video-gone");
	}

	@Test
	void leavesNothingWhenTheVideoGoesWhileItIsCopied() {
		Conversion conversion = upload("gina", "");
		// a removal begins at the end, where the copy comes last
		this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("videos.chunks")
			.deleteOne(new Document("files_id", conversion.video().fileId()).append("n", 2));
		assertRefused("gina", conversion, "", 410, "video-gone");
	}

	@Test
	void countsTowardsTheLimitsAsAnUploadDoes() {
		Conversion conversion = upload("hans", "");
		Conversion second = conversion(again("hans", conversion, ""));
		assertThat(stored("hans")).isEqualTo(2L * VIDEO.length);
		assertRefused("hans", conversion, "", 403, "storage-quota-exceeded");
		for (int i = 0; i < 2; i++) {
			this.gateway.send(this.gateway.as("hans", "/api/conversions/" + second.id()).DELETE());
			second = conversion(again("hans", conversion, ""));
		}
		this.gateway.send(this.gateway.as("hans", "/api/conversions/" + second.id()).DELETE());
		assertRefused("hans", conversion, "", 429, "daily-bytes-exceeded");
	}

	@Test
	void takesUploadSlot() {
		Conversion conversion = upload("ines", "");
		UploadSlots slots = this.gateway.bean(UploadSlots.class);
		UploadSlots.Slot slot = slots.take("ines");
		try {
			assertRefused("ines", conversion, "", 503, "too-many-uploads");
		}
		finally {
			slot.giveBack();
		}
		assertThat(again("ines", conversion, "").statusCode()).isEqualTo(202);
		slots.take("ines").giveBack();
	}

	@Test
	void makesOneConversionOfTheSameRequestWithTheSameKey() {
		Conversion conversion = upload("karl", "");
		HttpResponse<byte[]> first = this.gateway
			.send(request("karl", conversion, "quality=2").header("Idempotency-Key", "k"));
		HttpResponse<byte[]> same = this.gateway
			.send(request("karl", conversion, "quality=2").header("Idempotency-Key", "k"));
		assertThat(conversion(same).id()).isEqualTo(conversion(first).id());
		assertThat(stored("karl")).isEqualTo(2L * VIDEO.length);
		HttpResponse<byte[]> other = this.gateway
			.send(request("karl", conversion(first), "quality=2").header("Idempotency-Key", "k"));
		assertThat(other.statusCode()).isEqualTo(422);
	}

	private void assertRefused(String owner, Conversion conversion, String query, int status, String code) {
		long documents = this.gateway.storedDocuments();
		long bytes = stored(owner);
		HttpResponse<byte[]> response = again(owner, conversion, query);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo(code);
		assertThat(this.gateway.storedDocuments()).as("left behind").isEqualTo(documents);
		assertThat(stored(owner)).as("still reserved").isEqualTo(bytes);
	}

	private HttpResponse<byte[]> again(String owner, Conversion conversion, String query) {
		return this.gateway.send(request(owner, conversion, query));
	}

	private HttpRequest.Builder request(String owner, Conversion conversion, String query) {
		return this.gateway.as(owner, "/api/conversions/" + conversion.id() + "/again?" + query)
			.POST(BodyPublishers.noBody());
	}

	private Conversion upload(String owner, String query) {
		return conversion(this.gateway.send(this.gateway.as(owner, "/api/conversions?" + query)
			.header("Content-Type", "video/mp4")
			.header("Content-Disposition", "attachment; filename=talk.mp4")
			.POST(BodyPublishers.ofByteArray(VIDEO))));
	}

	private Conversion conversion(HttpResponse<byte[]> accepted) {
		assertThat(accepted.statusCode()).isEqualTo(202);
		return this.gateway.conversions().find(TestGateway.json(accepted).get("id").asString()).orElseThrow();
	}

	private JsonNode view(Conversion conversion) {
		return TestGateway
			.json(this.gateway.send(this.gateway.as(conversion.owner(), "/api/conversions/" + conversion.id())));
	}

	private long stored(String owner) {
		return TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/limits")))
			.at("/account/storedBytes/used")
			.asLong();
	}

	private long database(String collection) {
		return this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection(collection)
			.countDocuments();
	}

	private static byte[] video(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

}
