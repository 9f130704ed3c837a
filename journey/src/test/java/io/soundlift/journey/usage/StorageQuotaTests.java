package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.mongodb.client.MongoCollection;
import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StorageQuota}.
 */
@Tag("database")
class StorageQuotaTests {

	private static final String OWNER = TestJourney.OWNER.id();

	private static final int VIDEO_BYTES = "a video".length();

	private static final int MP3_BYTES = "an mp3".length();

	private final TestJourney journey = new TestJourney();

	private final MongoTemplate mongo = new MongoTemplate(this.journey.databases());

	private final Conversions conversions = this.journey.conversions();

	private final Claims claims = this.journey.claims();

	private final StorageQuota quota = quota();

	@AfterEach
	void close() {
		this.journey.close();
	}

	private StorageQuota quota() {
		return new StorageQuota(this.mongo, this.claims, this.journey.clock());
	}

	@Test
	void countsVideosAndMp3sUntilTheyGo() {
		Conversion completed = this.journey.completed();
		Conversion failed = this.journey.failed();
		assertThat(used()).isEqualTo(2 * VIDEO_BYTES + MP3_BYTES);
		this.journey.deletion().delete(failed.id(), OWNER);
		assertThat(used()).isEqualTo(VIDEO_BYTES + MP3_BYTES);
		this.journey.deletion().delete(completed.id(), OWNER);
		assertThat(used()).isZero();
	}

	@Test
	void countsReservedMp3WhileItsConversionIsLive() {
		Conversion first = claimed(1000);
		this.quota.reserveMp3(first, 100, 100);
		assertThat(used()).isEqualTo(VIDEO_BYTES + 100);
		this.quota.reserveMp3(first, 70, 70);
		assertThat(used()).as("reserved again").isEqualTo(VIDEO_BYTES + 70);
		assertThat(reservations().mp3s()).isEmpty();
		this.claims.complete(first, new Mp3(file(60), 1000, "talk.mp3"));
		assertThat(used()).as("completed").isEqualTo(VIDEO_BYTES + 60);
		Conversion second = claimed(1000);
		this.quota.reserveMp3(second, 100, 100);
		this.claims.fail(second, new Failure("damaged", "It is damaged."));
		assertThat(used()).as("failed").isEqualTo(2 * VIDEO_BYTES + 60);
	}

	@Test
	void reservesWhatIsLeftAndRefusesMore() {
		Conversion claimed = claimed(VIDEO_BYTES + 100);
		assertThat(this.quota.reserveMp3(claimed, 1, 500)).isEqualTo(100);
		assertThat(used()).isEqualTo(VIDEO_BYTES + 100);
		assertThatExceptionOfType(StorageQuotaExceededException.class)
			.isThrownBy(() -> this.quota.reserveMp3(claimed, 101, 101))
			.satisfies((ex) -> {
				assertThat(ex.left()).isEqualTo(100);
				assertThat(ex.limit()).isEqualTo(VIDEO_BYTES + 100);
				assertThat(ex.needed()).isEqualTo(101);
			});
		assertThat(this.quota.reserveMp3(claimed(), 1_000_000, 1_000_000)).as("without a quota")
			.isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void givesVideosAndMp3sAtOnceExactlyWhatFits() throws Exception {
		int count = 12;
		int fit = 5;
		int limit = count * VIDEO_BYTES + fit * 100 + 99;
		List<Callable<Boolean>> attempts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Conversion claimed = claimed(limit);
			StorageQuota quota = (i % 2 == 0) ? this.quota : quota();
			attempts.add(() -> reserves(() -> quota.reserveMp3(claimed, 100, 100)));
			attempts.add(() -> reserves(() -> uploads(quota, limit)));
		}
		ExecutorService threads = Executors.newFixedThreadPool(attempts.size());
		int reserved = 0;
		for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
			reserved += attempt.get() ? 1 : 0;
		}
		threads.shutdown();
		assertThat(reserved).isEqualTo(fit);
		assertThat(used()).isEqualTo(count * VIDEO_BYTES + fit * 100);
		assertThat(reservations().videos()).isEmpty();
		assertThat(reservations().mp3s()).isEmpty();
	}

	private static boolean reserves(Runnable attempt) {
		try {
			attempt.run();
			return true;
		}
		catch (StorageQuotaExceededException ex) {
			return false;
		}
	}

	/** Does as a gateway does with a video of 100 bytes. */
	private void uploads(StorageQuota quota, long limit) {
		String id = this.conversions.newId();
		reserveVideo(quota, OWNER, id, limit, 100, 100);
		StoredFile video = this.journey.store(Bucket.VIDEOS, id, "a".repeat(100));
		this.conversions.accept(id, TestJourney.OWNER, "talk.mp4", new ConversionOptions(192_000), video, limit);
		quota.releaseVideo(OWNER, id);
	}

	@Test
	void isHeldUpByDeadConvertersReservationForTheLeaseOnly() {
		Conversion claimed = claimed(VIDEO_BYTES + 100);
		Instant now = this.journey.clock().instant();
		this.mongo.insert(
				StorageReservations.none(OWNER, now).withMp3(new Reservation("dead", 50, now.plus(Reservation.LEASE))));
		assertThat(this.quota.reserveMp3(claimed, 1, 100)).isEqualTo(50);
		this.journey.clock().advance(Reservation.LEASE);
		assertThat(this.quota.reserveMp3(claimed, 1, 100)).isEqualTo(100);
	}

	@Test
	void isHeldUpByDeadGatewaysReservationForTheLeaseOnly() {
		assertThat(reserveVideo(this.quota, OWNER, "dead", 100, 40, 40)).isEqualTo(40);
		this.journey.clock().advance(Reservation.LEASE.minusMillis(1));
		assertThat(reserveVideo(this.quota, OWNER, "other", 100, 1, 100)).isEqualTo(60);
		this.journey.clock().advance(Duration.ofMillis(1));
		assertThat(reserveVideo(this.quota, OWNER, "other", 100, 1, 100)).isEqualTo(100);
	}

	@Test
	void replacesAndReleasesReservationOfVideo() {
		reserveVideo(this.quota, OWNER, "a", 100, 1, 70);
		assertThatExceptionOfType(StorageQuotaExceededException.class)
			.isThrownBy(() -> reserveVideo(this.quota, OWNER, "a", 100, 101, 101));
		assertThat(reserveVideo(this.quota, OWNER, "a", 100, 90, 90)).isEqualTo(90);
		assertThat(used()).isEqualTo(90);
		assertThat(reserveVideo(this.quota, OWNER, "a", 100, 50, 50)).isEqualTo(50);
		assertThat(used()).isEqualTo(50);
		this.quota.releaseVideo(OWNER, "a");
		assertThat(used()).isZero();
	}

	@Test
	void countsVideoOnceWhileItsUploadStillHoldsItsReservation() {
		Conversion claimed = claimed(1000);
		reserveVideo(this.quota, OWNER, claimed.id(), 1000, VIDEO_BYTES, VIDEO_BYTES);
		assertThat(used()).isEqualTo(VIDEO_BYTES);
	}

	@Test
	void countsAccountWithManyConversionsAsOneWithFew() {
		Conversion expiring = this.journey.completed();
		Conversion deleted = this.journey.completed();
		copy(expiring, 120);
		Conversion running = claimed(1_000_000);
		long each = VIDEO_BYTES + MP3_BYTES;
		assertThat(used()).isEqualTo(122 * each + VIDEO_BYTES);
		this.journey.clock().advance(Duration.ofMinutes(6));
		assertThat(used()).isEqualTo(122 * each + VIDEO_BYTES);
		assertThat(reservations().settled()).isNotNull();

		this.claims.complete(running, new Mp3(file(60), 1000, "talk.mp3"));
		this.journey.completed();
		assertThat(used()).as("new ones").isEqualTo(123 * each + VIDEO_BYTES + 60);
		this.journey.deletion().delete(deleted.id(), OWNER);
		this.journey.clock().advance(Duration.ofMinutes(1));
		assertThat(used()).as("a deletion, a minute later").isEqualTo(122 * each + VIDEO_BYTES + 60);
		this.journey.retention(RetentionPolicy.FOR_EVER).expireMp3(expiring);
		this.journey.clock().advance(Duration.ofMinutes(66));
		assertThat(used()).as("an MP3 that has gone, an hour later")
			.isEqualTo(122 * each - MP3_BYTES + VIDEO_BYTES + 60);
	}

	@Test
	void givesAccountWithManyConversionsWhatHasJustGone() {
		Conversion expiring = this.journey.completed();
		copy(expiring, 120);
		this.journey.clock().advance(Duration.ofMinutes(6));
		long limit = used();
		assertThatExceptionOfType(StorageQuotaExceededException.class)
			.isThrownBy(() -> reserveVideo(this.quota, OWNER, "a", limit, 1, 1));
		reserveVideo(this.quota, OWNER, "b", limit + 1, 1, 1);
		this.quota.releaseVideo(OWNER, "b");
		this.journey.retention(RetentionPolicy.FOR_EVER).expireMp3(expiring);
		assertThat(reserveVideo(this.quota, OWNER, "a", limit, MP3_BYTES, MP3_BYTES)).isEqualTo(MP3_BYTES);
		assertThatExceptionOfType(StorageQuotaExceededException.class)
			.isThrownBy(() -> reserveVideo(this.quota, OWNER, "c", limit, 1, 1));
	}

	/** Stores what the store would hold if a conversion had been made often. */
	private void copy(Conversion conversion, int count) {
		MongoCollection<Document> all = this.mongo.getCollection(Conversion.COLLECTION);
		Document sample = Objects.requireNonNull(all.find(new Document("_id", conversion.id())).first());
		all.insertMany(Stream.generate(this.conversions::newId)
			.limit(count)
			.map((id) -> new Document(sample).append("_id", id))
			.toList());
	}

	@Test
	void removesDocumentsInWhichNothingIsReserved() {
		reserveVideo(this.quota, "anna", "a", 100, 1, 1);
		this.journey.clock().advance(Duration.ofMinutes(66));
		reserveVideo(this.quota, "bert", "b", 100, 1, 1);
		this.quota.removeUnused(Reservation.LEASE);
		assertThat(this.mongo.findAll(StorageReservations.class)).extracting(StorageReservations::owner)
			.containsExactly("bert");
	}

	@Test
	void storesNothingForRefusedOrUnknownVideos() {
		assertThatExceptionOfType(StorageQuotaExceededException.class)
			.isThrownBy(() -> reserveVideo(this.quota, OWNER, "a", 100, 101, 101));
		this.quota.releaseVideo(OWNER, "a");
		assertThat(this.mongo.findAll(StorageReservations.class)).isEmpty();
	}

	@Test
	void changesNothingOfUsageThatLimitsUploads() {
		this.quota.reserveMp3(claimed(1000), 100, 100);
		reserveVideo(this.quota, OWNER, "a", 1000, 1, 1);
		assertThat(this.mongo.findAll(AccountUsage.class)).isEmpty();
	}

	private static long reserveVideo(StorageQuota quota, String owner, String id, long limit, long leastBytes,
			long wantedBytes) {
		return quota.reserveVideo(owner, id, limit, leastBytes, wantedBytes, Reservation.LEASE);
	}

	private long used() {
		return this.quota.used(OWNER);
	}

	private StorageReservations reservations() {
		return Objects.requireNonNull(this.mongo.findById(OWNER, StorageReservations.class));
	}

	private Conversion claimed() {
		return this.claims.claim(this.journey.accepted().id(), "worker", Duration.ofSeconds(30)).orElseThrow();
	}

	private Conversion claimed(long limit) {
		String id = this.conversions.newId();
		StoredFile video = this.journey.store(Bucket.VIDEOS, id, "a video");
		this.conversions.accept(id, TestJourney.OWNER, "talk.mp4", new ConversionOptions(192_000), video, limit);
		this.journey.files().confirm(video);
		return this.claims.claim(id, "worker", Duration.ofSeconds(30)).orElseThrow();
	}

	private static StoredFile file(long bytes) {
		return StoredFile.whole(new ObjectId(), bytes, "0".repeat(64), "audio/mpeg");
	}

}
