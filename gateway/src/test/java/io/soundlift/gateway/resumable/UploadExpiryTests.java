package io.soundlift.gateway.resumable;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.testsupport.MovableClock;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how long resumable uploads are kept, and for what they hold meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadExpiryTests {

	private static final int MIB = 1024 * 1024;

	private static final byte[] VIDEO = TusClient.video(2 * MIB + 77);

	private static final Duration HOUR = Duration.ofHours(1);

	private final MovableClock clock = new MovableClock();

	private final TestGateway gateway = new TestGateway(this.clock, "--soundlift.gateway.upload.resumable-for=1h",
			"--soundlift.gateway.account.max-stored-bytes=5MB");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private void keepUp() {
		this.gateway.bean(UploadUpkeep.class).run();
	}

	@Test
	void keepsUploadForItsTimeAfterItsLastBytesAndRemovesItThen() {
		TusClient client = new TusClient(this.gateway, "anna");
		long before = this.gateway.storedDocuments();
		String path = client.create(VIDEO.length);
		this.clock.advance(HOUR.minusMinutes(1));
		keepUp();
		assertThat(client.patch(path, VIDEO, 0, MIB + 5).statusCode()).as("later, and that renews it").isEqualTo(204);
		this.clock.advance(HOUR.minusMinutes(1));
		keepUp();
		assertThat(client.offset(path)).isEqualTo(MIB + 5);
		assertThat(this.gateway.storedDocuments()).isEqualTo(before + 3);
		this.clock.advance(Duration.ofMinutes(2));
		TusClient.assertProblem(client.patch(path, VIDEO, MIB + 5, VIDEO.length), 410, "upload-expired");
		assertThat(client.head(path).statusCode()).isEqualTo(410);
		keepUp();
		assertThat(this.gateway.storedDocuments()).isEqualTo(before);
		TusClient.assertProblem(client.patch(path, VIDEO, MIB + 5, VIDEO.length), 410, "upload-expired");
		this.clock.advance(ResumableUploads.TOMBSTONE);
		keepUp();
		TusClient.assertProblem(client.patch(path, VIDEO, MIB + 5, VIDEO.length), 404, "no-such-upload");
	}

	@Test
	void tellsOfFinishedUploadForTheRestOfItsTimeAndKeepsItsConversion() throws Exception {
		TusClient client = new TusClient(this.gateway, "bert");
		String path = client.create(VIDEO.length);
		client.patch(path, 0, VIDEO);
		this.clock.advance(HOUR.minusMinutes(1));
		keepUp();
		assertThat(client.head(path).headers().firstValue("Content-Location")).isPresent();
		this.clock.advance(Duration.ofMinutes(2));
		keepUp();
		assertThat(client.head(path).statusCode()).isEqualTo(410);
		client.assertConverted(path, VIDEO);
	}

	@Test
	void removesWhatWasEncodedOfAnUploadTogetherWithIt() throws Exception {
		TusClient client = new TusClient(this.gateway, "fred");
		KeptChunks chunks = this.gateway.bean(KeptChunks.class);
		String deleted = client.create(2 * MIB);
		String expired = client.create(2 * MIB);
		for (String path : List.of(deleted, expired)) {
			client.patch(path, VIDEO, 0, MIB);
			chunks.put(TusClient.id(path), "abc", 0, new ByteArrayInputStream(new byte[] { 1 }), 1);
			assertThat(chunks.hasAny(TusClient.id(path))).isTrue();
		}
		client.delete(deleted);
		this.clock.advance(HOUR.plusMinutes(1));
		keepUp();
		assertThat(this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("kept_chunks.chunks")
			.countDocuments()).isZero();
		for (String path : List.of(deleted, expired)) {
			assertThat(chunks.hasAny(TusClient.id(path))).isFalse();
		}
	}

	@Test
	void reservesTheRoomOfAnUploadForAsLongAsItIsKept() {
		TusClient client = new TusClient(this.gateway, "cleo");
		String path = client.create(3 * MIB);
		assertThat(stored("cleo")).isEqualTo(3 * MIB);
		TusClient.assertProblem(create(client, 3 * MIB), 403, "storage-quota-exceeded");
		client.patch(path, VIDEO, 0, MIB);
		this.clock.advance(HOUR.minusMinutes(1));
		this.gateway.bean(StorageQuota.class).removeUnused(HOUR);
		assertThat(stored("cleo")).isEqualTo(3 * MIB);
		TusClient.assertProblem(create(client, 3 * MIB), 403, "storage-quota-exceeded");
		this.clock.advance(Duration.ofMinutes(2));
		keepUp();
		assertThat(stored("cleo")).isZero();
		assertThat(create(client, 3 * MIB).statusCode()).isEqualTo(201);
	}

	@Test
	void countsVideoOnceAndOnTheDayOnWhichItBecomesWhole() {
		TusClient client = new TusClient(this.gateway, "dora");
		String path = client.create(VIDEO.length);
		client.patch(path, VIDEO, 0, MIB);
		AccountUsages usages = this.gateway.bean(AccountUsages.class);
		assertThat(usages.of("dora").reservations()).as("one that nobody sends is no parallel upload").isEmpty();
		assertThat(usages.of("dora").bytes()).isZero();
		client.patch(path, VIDEO, MIB, VIDEO.length);
		assertThat(usages.of("dora").bytes()).isEqualTo(VIDEO.length);
		assertThat(usages.of("dora").reservations()).isEmpty();
		assertThat(stored("dora")).isEqualTo(VIDEO.length);
	}

	@Test
	void releasesTheRoomOfAnUploadThatIsDeleted() {
		TusClient client = new TusClient(this.gateway, "emil");
		String path = client.create(3 * MIB);
		client.delete(path);
		assertThat(stored("emil")).isZero();
		assertThat(create(client, 3 * MIB).statusCode()).isEqualTo(201);
	}

	@Test
	void boundsUploadOfUnknownLengthByTheRoomThatIsLeft() {
		TusClient client = new TusClient(this.gateway, "franz");
		client.create(3 * MIB);
		String path = TusClient
			.location(client.send(client.request("/api/uploads").header("Upload-Defer-Length", "1").POST(none())));
		TusClient.assertProblem(client.patch(path, 0, VIDEO), 403, "storage-quota-exceeded");
		assertThat(client.patch(path, VIDEO, 0, MIB).statusCode()).isEqualTo(204);
	}

	@Test
	void keepsBytesForJanitorAsLongAsTheUploadIsKept() {
		TusClient client = new TusClient(this.gateway, "gerd");
		String path = client.create(VIDEO.length);
		this.clock.advance(HOUR.dividedBy(2));
		client.patch(path, VIDEO, 0, MIB);
		Document entry = this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("file_writes")
			.find(new Document("conversionId", TusClient.id(path)))
			.first();
		assertThat(entry).isNotNull();
		assertThat(entry.getDate("touchedAt").toInstant()).isEqualTo(this.clock.instant().plus(HOUR));
	}

	private static HttpResponse<byte[]> create(TusClient client, int length) {
		return client
			.send(client.request("/api/uploads").header("Upload-Length", Integer.toString(length)).POST(none()));
	}

	private static BodyPublisher none() {
		return BodyPublishers.noBody();
	}

	private long stored(String owner) {
		HttpResponse<byte[]> limits = this.gateway.send(this.gateway.as(owner, "/api/limits").GET());
		return TestGateway.json(limits).at("/account/storedBytes/used").asLong();
	}

}
