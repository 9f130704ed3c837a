package io.soundlift.gateway.resumable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.client.MongoDatabase;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.ChunkAppender;
import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.MovableClock;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for ranges that are packed while they come. As the clock stands still, what a
 * request has sent counts at its end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlyPackingTests {

	private static final int MIB = 1024 * 1024;

	private static final int RANGES = 9;

	private static final String TYPE = "multipart/byteranges; boundary=b";

	private static final byte[] BYTES = TusClient.video(RANGES * MIB);

	private static final byte[] BODY = body(RANGES);

	/** End of the first request, within a chunk. */
	private static final int PART = 4 * MIB + 500;

	/** Chunks of the packed file that are full with those bytes. */
	private static final int CHUNKS_OF_PART = 4;

	/** All chunks of the packed file. */
	private static final int CHUNKS = RANGES + 1;

	private static final String SIZE = "--soundlift.gateway.max-video-size=16MB";

	private final MovableClock clock = new MovableClock();

	private final TestGateway gateway = new TestGateway(this.clock, SIZE);

	private final EarlyPackings packings = this.gateway.bean(EarlyPackings.class);

	private final MongoDatabase database = this.gateway.bean(MongoDatabaseFactory.class).getMongoDatabase();

	private long before;

	@BeforeEach
	void countWhatIsThere() {
		this.before = this.gateway.storedDocuments();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void packsRangesWhileTheyComeAsItDoesWhenAllAreThere() {
		TusClient client = new TusClient(this.gateway, "anna");
		String path = create(client, BODY.length);
		assertThat(client.patch(path, BODY, 0, PART).statusCode()).isEqualTo(204);
		ObjectId packed = awaitPacked(path);
		assertThat(client.patch(path, BODY, PART, PART + MIB).statusCode()).isEqualTo(204);
		await().untilAsserted(() -> assertThat(chunks(packed)).isEqualTo(CHUNKS_OF_PART + 1));
		assertThat(client.patch(path, BODY, PART + MIB, BODY.length).statusCode()).isEqualTo(204);
		StoredFile video = video(path);
		assertThat(video.fileId()).isEqualTo(packed);
		assertThat(this.gateway.storedDocuments()).as("the conversion, its file and the chunks of it")
			.isEqualTo(this.before + 2 + CHUNKS);
		assertThat(video).usingRecursiveComparison().ignoringFields("fileId").isEqualTo(packedAtTheEnd());
	}

	@Test
	void removesPackedRangesOfAnUploadThatIsDeleted() {
		TusClient client = new TusClient(this.gateway, "bert");
		String path = create(client, BODY.length);
		client.patch(path, BODY, 0, PART);
		awaitPacked(path);
		assertThat(client.delete(path).statusCode()).isEqualTo(204);
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before));
	}

	@Test
	void removesPackedRangesOfAnUploadThatPausesAndPacksThemAtItsEnd() {
		TusClient client = new TusClient(this.gateway, "cleo");
		String path = create(client, BODY.length);
		client.patch(path, BODY, 0, PART);
		ObjectId packed = awaitPacked(path);
		this.clock.advance(DurableContent.PAUSE.plusMillis(1));
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).as("the upload's entry and chunks")
			.isEqualTo(this.before + 1 + PART / MIB + 1));
		await().untilAsserted(() -> assertThat(this.packings.running()).isZero());
		client.patch(path, BODY, PART, PART + MIB);
		assertThat(this.packings.running()).as("it is not packed again and again").isZero();
		assertThat(client.patch(path, BODY, PART + MIB, BODY.length).statusCode()).isEqualTo(204);
		assertThat(video(path).fileId()).isNotEqualTo(packed);
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 2 + CHUNKS);
	}

	@Test
	void endsThePackingOfAnUploadThatTrickles() {
		TusClient client = new TusClient(this.gateway, "theo");
		String path = create(client, BODY.length);
		client.patch(path, BODY, 0, PART);
		awaitPacked(path);
		this.clock.advance(DurableContent.PAUSE.minusSeconds(1));
		client.patch(path, BODY, PART, PART + 1);
		this.clock.advance(Duration.ofSeconds(2));
		await().untilAsserted(() -> assertThat(this.packings.running()).isZero());
		assertThat(client.patch(path, BODY, PART + 1, BODY.length).statusCode()).isEqualTo(204);
	}

	@ParameterizedTest
	@CsvSource({ "2, invalid-byte-ranges", "8, invalid-byte-ranges", "9, upload-incomplete" })
	void keepsNothingOfBytesThatAreNoRanges(int wrong, String code) {
		byte[] body = (wrong < RANGES) ? body(wrong) : Arrays.copyOf(BODY, BODY.length - 10);
		TusClient client = new TusClient(this.gateway, "dora");
		String path = create(client, body.length);
		assertThat(client.patch(path, body, 0, PART).statusCode()).isEqualTo(204);
		TusClient.assertProblem(client.patch(path, body, PART, body.length), 400, code);
		assertThat(client.head(path).statusCode()).isEqualTo(404);
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before));
	}

	@Test
	void removesPackedRangesWhenTheGatewayStops() {
		TestGateway stopping = this.gateway.replica(this.clock, SIZE);
		TusClient client = new TusClient(stopping, "emil");
		String path = create(client, BODY.length);
		client.patch(path, BODY, 0, PART);
		ObjectId packed = awaitPacked(path);
		stopping.stop();
		assertThat(this.gateway.storedDocuments()).as("the upload's entry and chunks")
			.isEqualTo(this.before + 1 + PART / MIB + 1);
		assertThat(client.at(this.gateway).patch(path, BODY, PART, BODY.length).statusCode()).isEqualTo(204);
		assertThat(video(path).fileId()).isNotEqualTo(packed);
		assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 2 + CHUNKS);
	}

	@Test
	void leavesPlacesForOtherAccountsAndCatchesUpWhenOneIsFree() {
		List<String> owners = List.of("first", "second");
		List<String> paths = new ArrayList<>();
		for (String owner : owners) {
			TusClient client = new TusClient(this.gateway, owner);
			for (int i = 0; i <= EarlyPackings.MAX_OF_ACCOUNT; i++) {
				String path = create(client, BODY.length);
				client.patch(path, BODY, 0, MIB);
				paths.add(path);
			}
			assertThat(this.packings.running())
				.isEqualTo(owners.indexOf(owner) * EarlyPackings.MAX_OF_ACCOUNT + EarlyPackings.MAX_OF_ACCOUNT);
		}
		TusClient third = new TusClient(this.gateway, "third");
		String late = create(third, BODY.length);
		third.patch(late, BODY, 0, PART - 1);
		assertThat(this.packings.running()).isEqualTo(EarlyPackings.MAX_RUNNING)
			.isEqualTo(2 * EarlyPackings.MAX_OF_ACCOUNT);
		new TusClient(this.gateway, "first").delete(paths.remove(0));
		assertThat(this.packings.running()).isEqualTo(EarlyPackings.MAX_RUNNING - 1);
		third.patch(late, BODY, PART - 1, PART);
		ObjectId packed = awaitPacked(late);
		third.patch(late, BODY, PART, BODY.length);
		assertThat(video(late).fileId()).isEqualTo(packed);
		for (String path : paths) {
			new TusClient(this.gateway, owners.get((paths.indexOf(path) < EarlyPackings.MAX_OF_ACCOUNT) ? 0 : 1))
				.delete(path);
		}
		await().untilAsserted(() -> assertThat(this.gateway.storedDocuments()).isEqualTo(this.before + 2 + CHUNKS));
	}

	@Test
	void packsShortUploadsAtTheirEnd() {
		TusClient client = new TusClient(this.gateway, "gerd");
		String path = create(client, MIB);
		assertThat(client.patch(path, BODY, 0, MIB - 1).statusCode()).isEqualTo(204);
		assertThat(this.packings.running()).isZero();
		client.delete(path);
	}

	@Test
	void leavesOutBytesThatDidNotCountWhenTheirWriterDied() throws IOException {
		PartialFiles files = this.gateway.bean(PartialFiles.class);
		ResumableUpload upload = upload(
				files.begin(Bucket.VIDEOS, "0123", this.clock.instant().plus(Duration.ofHours(1))));
		PartialFile counting;
		try (ChunkAppender dying = files.append(Bucket.VIDEOS, upload.file(), 1)) {
			counting = append(dying, BODY, 0, PART);
			append(dying, new byte[MIB], 0, MIB);
		}
		this.packings.advanced(upload.with(counting, UploadState.OPEN, upload.expiresAt()));
		ObjectId packed = awaitPacked("/api/uploads/0123", upload.file().fileId());
		try (ChunkAppender later = files.append(Bucket.VIDEOS, counting, 2)) {
			ResumableUpload whole = upload.with(append(later, BODY, PART, BODY.length), UploadState.WHOLE,
					upload.expiresAt());
			StoredFile file = this.packings.finish(whole, () -> {
				// nothing else claims it
			}).orElseThrow();
			assertThat(file.fileId()).isEqualTo(packed);
			assertThat(file).usingRecursiveComparison().ignoringFields("fileId").isEqualTo(packedAtTheEnd());
		}
		for (ObjectId file : List.of(packed, counting.fileId())) {
			this.gateway.files().delete(Bucket.VIDEOS, file);
		}
	}

	private static PartialFile append(ChunkAppender chunks, byte[] bytes, int from, int to) throws IOException {
		ByteArrayInputStream content = new ByteArrayInputStream(bytes, from, to - from);
		while (content.available() > 0) {
			chunks.take(content, content.available());
		}
		return chunks.flush();
	}

	private ResumableUpload upload(PartialFile file) {
		return new ResumableUpload("0123", "hans", "hans@example.org", "talk.mp4", TYPE, new ConversionOptions(192_000),
				null, (long) BODY.length, file, UploadState.OPEN, 1, null, this.clock.instant(),
				this.clock.instant().plus(Duration.ofHours(1)), Map.of());
	}

	/**
	 * Creates a body with a range in every other MiB of a file.
	 * @param wrong index of a range that is of another file
	 */
	private static byte[] body(int wrong) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int i = 0; i < RANGES; i++) {
			int begin = 2 * i * MIB;
			body.writeBytes("--b\r\nContent-Type: video/mp4\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
				.formatted(begin, begin + MIB - 1, (i == wrong) ? 4 * RANGES * MIB : 2 * RANGES * MIB)
				.getBytes(StandardCharsets.US_ASCII));
			body.write(BYTES, i * MIB, MIB);
			body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		body.writeBytes("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
		return body.toByteArray();
	}

	/**
	 * Calculates the file without its id.
	 */
	private static StoredFile packedAtTheEnd() {
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		for (int i = 0; i < RANGES; i++) {
			packed.writeBytes(FileStore.packedHeader(new FileRange(2L * i * MIB, MIB)).array());
			packed.write(BYTES, i * MIB, MIB);
		}
		return new StoredFile(new ObjectId(), 2L * RANGES * MIB, TusClient.sha256(packed.toByteArray()), "video/mp4",
				(long) packed.size());
	}

	private ObjectId awaitPacked(String path) {
		return awaitPacked(path,
				Objects.requireNonNull(
						this.database.getCollection("uploads").find(new Document("_id", TusClient.id(path))).first())
					.get("file", Document.class)
					.getObjectId("fileId"));
	}

	/**
	 * Waits until the ranges of the first request are packed, and returns in which file.
	 */
	private ObjectId awaitPacked(String path, ObjectId received) {
		Document other = new Document("conversionId", TusClient.id(path)).append("_id", new Document("$ne", received));
		return await().until(() -> {
			@Nullable Document entry = this.database.getCollection("file_writes").find(other).first();
			return (entry != null && chunks(entry.getObjectId("_id")) >= CHUNKS_OF_PART) ? entry.getObjectId("_id")
					: null;
		}, Objects::nonNull);
	}

	private long chunks(ObjectId file) {
		return this.database.getCollection("videos.chunks").countDocuments(new Document("files_id", file));
	}

	private StoredFile video(String path) {
		return this.gateway.conversions().find(TusClient.id(path)).orElseThrow().video();
	}

	private static String create(TusClient client, int length) {
		HttpResponse<byte[]> response = client.send(client.request("/api/uploads")
			.header("Upload-Length", Integer.toString(length))
			.header("Upload-Metadata",
					"filetype " + Base64.getEncoder().encodeToString(TYPE.getBytes(StandardCharsets.US_ASCII)))
			.POST(BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(201);
		return TusClient.location(response);
	}

}
