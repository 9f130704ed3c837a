package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.StoredBytes;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StorageQuota}.
 */
class StorageQuotaTests {

	private static final String OWNER = TestJourney.OWNER.id();

	private static final int VIDEO_BYTES = "a video".length();

	private static final int MP3_BYTES = "an mp3".length();

	private final TestJourney journey = new TestJourney();

	private final MongoTemplate mongo = new MongoTemplate(this.journey.databases());

	private final Conversions conversions = this.journey.conversions();

	private final AccountUsages usages = new AccountUsages(this.mongo, this.journey.clock());

	private final StorageQuota quota = quota();

	@AfterEach
	void close() {
		this.journey.close();
	}

	private StorageQuota quota() {
		return new StorageQuota(new AccountUsages(this.mongo, this.journey.clock()), new StoredBytes(this.mongo),
				this.conversions, this.journey.clock());
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
		assertThat(this.usages.of(OWNER).mp3s()).isEmpty();
		this.conversions.complete(first, new Mp3(file(60), 1000, "talk.mp3"));
		assertThat(used()).as("completed").isEqualTo(VIDEO_BYTES + 60);
		Conversion second = claimed(1000);
		this.quota.reserveMp3(second, 100, 100);
		this.conversions.fail(second, new Failure("damaged", "It is damaged."));
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
	void letsExactlyAsManyMp3sAtOnceHaveTheRestAsFit() throws Exception {
		int count = 12;
		int fit = 5;
		List<Callable<Boolean>> attempts = new ArrayList<>();
		List<Conversion> claimed = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			claimed.add(claimed(count * VIDEO_BYTES + fit * 100 + 99));
		}
		AtomicInteger number = new AtomicInteger();
		claimed.forEach((conversion) -> attempts.add(() -> {
			try {
				((number.getAndIncrement() % 2 == 0) ? this.quota : quota()).reserveMp3(conversion, 100, 100);
				return true;
			}
			catch (StorageQuotaExceededException ex) {
				return false;
			}
		}));
		ExecutorService threads = Executors.newFixedThreadPool(count);
		int reserved = 0;
		for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
			reserved += attempt.get() ? 1 : 0;
		}
		threads.shutdown();
		assertThat(reserved).isEqualTo(fit);
		assertThat(used()).isEqualTo(count * VIDEO_BYTES + fit * 100);
	}

	@Test
	void isHeldUpByDeadConvertersReservationForTheLeaseOnly() {
		Conversion claimed = claimed(VIDEO_BYTES + 100);
		Instant until = this.journey.clock().instant().plus(Reservation.LEASE);
		this.usages.change(OWNER, (usage) -> usage.withMp3(new Reservation("dead", 50, until)));
		assertThat(this.quota.reserveMp3(claimed, 1, 100)).isEqualTo(50);
		this.journey.clock().advance(Reservation.LEASE);
		assertThat(this.quota.reserveMp3(claimed, 1, 100)).isEqualTo(100);
	}

	@Test
	void countsVideoOnceWhileItsUploadStillHoldsItsReservation() {
		Conversion claimed = claimed(1000);
		Instant until = this.journey.clock().instant().plus(Reservation.LEASE);
		this.usages.change(OWNER, (usage) -> usage.with(new Reservation(claimed.id(), 0, (long) VIDEO_BYTES, until)));
		assertThat(used()).isEqualTo(VIDEO_BYTES);
	}

	private long used() {
		return this.quota.used(this.usages.of(OWNER));
	}

	private Conversion claimed() {
		return this.conversions.claim(this.journey.accepted().id(), "worker", Duration.ofSeconds(30)).orElseThrow();
	}

	private Conversion claimed(long limit) {
		String id = this.conversions.newId();
		StoredFile video = this.journey.store(Bucket.VIDEOS, id, "a video");
		this.conversions.accept(id, TestJourney.OWNER, "talk.mp4", new ConversionOptions(192_000), video, limit);
		this.journey.files().confirm(video);
		return this.conversions.claim(id, "worker", Duration.ofSeconds(30)).orElseThrow();
	}

	private static StoredFile file(long bytes) {
		return new StoredFile(new ObjectId(), bytes, "0".repeat(64), "audio/mpeg");
	}

}
