package io.soundlift.gateway.backlog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import com.mongodb.client.MongoCollection;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.Metrics;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Reads what the running gateway shows to Prometheus.
 */
class MetricsTests {

	private static final byte[] VIDEO = new byte[70_000];

	private static final String PROBLEMS = "soundlift_problems_total";

	private final TestGateway gateway = new TestGateway();

	@AfterEach
	void stop() {
		this.gateway.close();
	}

	@Test
	void hasTheDocumentedMetricsFromItsStart() {
		assertThat(scrape().own()).isNotEmpty().isEqualTo(Metrics.documented("gateway"));
		assertThat(scrape().value(PROBLEMS, "code=\"too-many-uploads\"")).isZero();
		assertThat(scrape().value("soundlift_upload_slots")).isEqualTo(TestGateway.MAX_CONCURRENT_UPLOADS);
		assertThat(scrape().value("soundlift_download_slots")).isEqualTo(16);
		assertThat(scrape().value("soundlift_queue_oldest_age_seconds")).isZero();
		assertThat(scrape().value("soundlift_outbox_oldest_age_seconds")).isZero();
	}

	@Test
	void countsConversionsThatHaveNotEnded() {
		String first = upload();
		String second = upload();
		upload();
		set(first, "createdAt", Instant.now().minus(Duration.ofHours(2)));
		set(second, "createdAt", Instant.now().minus(Duration.ofHours(1)));
		look();
		assertConversions(3, 0);
		assertThat(scrape().value("soundlift_queue_oldest_age_seconds")).isBetween(7200.0, 7260.0);
		Conversion claimed = this.gateway.claims().claim(first, "test", Duration.ofMinutes(1)).orElseThrow();
		look();
		assertConversions(2, 1);
		assertThat(scrape().value("soundlift_queue_oldest_age_seconds")).isBetween(3600.0, 3660.0);
		complete(claimed, new byte[1]);
		this.gateway.conversions().markDeleted(second, "anna");
		look();
		assertConversions(1, 0);
		assertThat(scrape().value("soundlift_queue_oldest_age_seconds")).isBetween(0.0, 60.0);
	}

	@Test
	void countsEventsThatTheBrokerHasNotConfirmed() {
		String first = upload();
		String second = upload();
		set(first, "outbox.videoUploaded.createdAt", Instant.now().minus(Duration.ofHours(2)));
		unpublish(first);
		unpublish(second);
		look();
		assertThat(scrape().value("soundlift_outbox_unpublished")).isEqualTo(2);
		assertThat(scrape().value("soundlift_outbox_oldest_age_seconds")).isBetween(7200.0, 7260.0);
		set(first, "outbox.videoUploaded.publishedAt", Instant.now());
		look();
		assertThat(scrape().value("soundlift_outbox_unpublished")).isEqualTo(1);
		assertThat(scrape().value("soundlift_outbox_oldest_age_seconds")).isBetween(0.0, 60.0);
	}

	@Test
	void countsUploadsDownloadsAndWhatWasRefused() {
		String id = upload();
		Conversion claimed = this.gateway.claims().claim(id, "test", Duration.ofMinutes(1)).orElseThrow();
		complete(claimed, new byte[5000]);
		assertThat(get("anna", id).statusCode()).isEqualTo(200);
		assertThat(this.gateway
			.send(this.gateway.as("anna", "/api/conversions/" + id + "/mp3").header("Range", "bytes=0-99").GET())
			.statusCode()).isEqualTo(206);
		assertThat(this.gateway
			.send(this.gateway.as("anna", "/api/conversions")
				.header("Content-Type", "video/mp4")
				.POST(BodyPublishers.ofByteArray(new byte[TestGateway.MAX_VIDEO_BYTES + 1])))
			.statusCode()).isEqualTo(413);
		assertThat(this.gateway.send(this.gateway.anonymous("/api/conversions").GET()).statusCode()).isEqualTo(401);
		// some are counted when the answer is already on its way
		await().untilAsserted(() -> {
			Metrics metrics = scrape();
			assertThat(metrics.value("soundlift_uploads_total")).isEqualTo(1);
			assertThat(metrics.value("soundlift_uploaded_bytes_total")).isEqualTo(VIDEO.length);
			assertThat(metrics.value("soundlift_downloaded_bytes_total")).isEqualTo(5100);
			assertThat(metrics.value(PROBLEMS, "code=\"video-too-large\"")).isEqualTo(1);
			assertThat(metrics.value(PROBLEMS, "code=\"unauthenticated\"")).isEqualTo(1);
			assertThat(metrics.value(PROBLEMS, "code=\"csrf-token-missing\"")).isZero();
		});
	}

	@Test
	void hasBucketsOfRequestsWithExemplarsOfTheirTraces() {
		String trace = TestGateway
			.json(this.gateway.send(this.gateway.as("anna", "/api/conversions/" + upload()).GET()))
			.get("traceId")
			.asString();
		// a request is counted when its answer is already on its way
		await().untilAsserted(() -> {
			Metrics metrics = Metrics.scrapeWithExemplars(managementPort());
			assertThat(metrics.exemplars("http_server_requests_seconds_bucket", "method=\"POST\"",
					"uri=\"/api/conversions\""))
				.containsExactly(trace);
			assertThat(metrics.exemplars("soundlift_uploads_total")).containsExactly(trace);
			assertThat(scrape().value("http_server_requests_seconds_bucket", "method=\"POST\"",
					"uri=\"/api/conversions\"", "le=\"600.0\""))
				.isEqualTo(1);
		});
	}

	private void assertConversions(int queued, int converting) {
		Metrics metrics = scrape();
		assertThat(metrics.value("soundlift_conversions", "state=\"QUEUED\"")).isEqualTo(queued);
		assertThat(metrics.value("soundlift_conversions", "state=\"CONVERTING\"")).isEqualTo(converting);
	}

	private String upload() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(VIDEO)));
		assertThat(response.statusCode()).isEqualTo(202);
		return TestGateway.json(response).get("id").asString();
	}

	private void complete(Conversion claimed, byte[] mp3) {
		StoredFile stored;
		try {
			stored = this.gateway.files()
				.write(Bucket.MP3S, claimed.id(), "audio/mpeg", new ByteArrayInputStream(mp3), mp3.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(this.gateway.claims().complete(claimed, new Mp3(stored, 1000, "talk.mp3"))).isTrue();
	}

	private HttpResponse<byte[]> get(String owner, String id) {
		return this.gateway.send(this.gateway.as(owner, "/api/conversions/" + id + "/mp3").GET());
	}

	/**
	 * What the store holds while the broker is away: due, though not within this test.
	 */
	private void unpublish(String id) {
		// the gateway notes it after the answer to the upload
		await().until(() -> conversions().countDocuments(new Document("_id", id)
			.append("outbox.videoUploaded.publishedAt", new Document("$exists", true))) == 1);
		set(id, "outbox.videoUploaded.dueAt", Instant.now().plus(Duration.ofHours(1)));
		conversions().updateOne(new Document("_id", id),
				new Document("$unset", new Document("outbox.videoUploaded.publishedAt", "")));
	}

	private void set(String id, String field, Instant value) {
		conversions().updateOne(new Document("_id", id), new Document("$set", new Document(field, Date.from(value))));
	}

	private MongoCollection<Document> conversions() {
		return this.gateway.bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection("conversions");
	}

	private void look() {
		this.gateway.bean(BacklogMeters.class).look();
	}

	private Metrics scrape() {
		return Metrics.scrape(managementPort());
	}

	private int managementPort() {
		return this.gateway.management("/").build().uri().getPort();
	}

}
