package io.soundlift.journey.upkeep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileReading;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RetentionSweep}.
 */
@Tag("database")
class RetentionSweepTests {

	private static final Duration LEASE = Duration.ofMinutes(15);

	private static final RetentionPolicy POLICY = new RetentionPolicy(Duration.ofMinutes(1), Duration.ofDays(3),
			Duration.ofDays(30), Duration.ofDays(90));

	private static final int MOST = 5;

	private final TestJourney journey = new TestJourney(POLICY);

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void removesTheVideoOfACompletedConversionSoonAndKeepsItsMp3() throws IOException {
		Conversion completed = this.journey.completed();
		sweep();
		assertThat(readVideo(completed)).as("not yet").isEqualTo("a video");
		this.journey.clock().advance(POLICY.videos());
		sweep();
		assertThatExceptionOfType(FileMissingException.class).isThrownBy(() -> readVideo(completed));
		assertThat(readMp3(completed)).isEqualTo("an mp3");
		assertThat(this.journey.storedDocuments()).as("the MP3").isEqualTo(2);
		assertThat(this.journey.conversions().refersTo(completed.id(), completed.video().fileId())).isFalse();
		assertThat(stored(completed).hasVideo()).isFalse();
		assertThat(stored(completed).changedAt()).as("which its owner is told")
			.isEqualTo(this.journey.clock().instant());
		assertThat(removals(RemovalKind.VIDEO)).isEqualTo(1);
		assertThat(bytes(RemovalKind.VIDEO)).isEqualTo("a video".length());
	}

	@Test
	void keepsTheVideoOfAFailedConversionForItsOwnTime() throws IOException {
		Conversion failed = this.journey.failed();
		sweep();
		this.journey.clock().advance(POLICY.failedVideos().minusSeconds(1));
		sweep();
		assertThat(readVideo(failed)).isEqualTo("a video");
		this.journey.clock().advance(Duration.ofSeconds(1));
		sweep();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void neverTouchesALiveConversion() throws IOException {
		Conversion live = this.journey.accepted();
		this.journey.clock().advance(Duration.ofDays(1000));
		this.journey.retention(POLICY).reconsider();
		sweep();
		assertThat(readVideo(live)).isEqualTo("a video");
		assertThat(this.journey.conversions().find(live.id())).contains(live);
	}

	@Test
	void tellsTheOwnerUntilWhenTheMp3IsKeptAndKeepsItUntilThen() throws IOException {
		Conversion completed = this.journey.completed();
		Instant finishedAt = Objects.requireNonNull(completed.finishedAt());
		assertThat(completed.retention().mp3ExpiresAt()).isEqualTo(finishedAt.plus(POLICY.mp3s()));
		this.journey.clock().advance(POLICY.mp3s().minusSeconds(1));
		sweep();
		sweep();
		assertThat(readMp3(completed)).isEqualTo("an mp3");
		this.journey.clock().advance(Duration.ofSeconds(1));
		sweep();
		Conversion expired = stored(completed);
		assertThat(expired.retention().mp3ExpiredAt()).isEqualTo(this.journey.clock().instant());
		assertThat(expired.mp3()).as("what it was").isEqualTo(completed.mp3());
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(removals(RemovalKind.MP3)).isEqualTo(1);
		assertThat(bytes(RemovalKind.MP3)).isEqualTo("an mp3".length());
	}

	@Test
	void keepsThePromisedDateWhenThePolicyGetsShorter() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(Duration.ofDays(29));
		sweep(new RetentionPolicy(POLICY.videos(), POLICY.failedVideos(), Duration.ofDays(7), POLICY.conversions()));
		assertThat(readMp3(completed)).isEqualTo("an mp3");
	}

	@Test
	void removesAConversionWhenItsMp3HasBeenGoneForLong() {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(POLICY.mp3s());
		sweep();
		this.journey.clock().advance(POLICY.conversions().minusSeconds(1));
		sweep();
		assertThat(this.journey.conversions().find(completed.id())).isPresent();
		this.journey.clock().advance(Duration.ofSeconds(1));
		sweep();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
		assertThat(removals(RemovalKind.CONVERSION)).isEqualTo(1);
		assertThat(removals(RemovalKind.VIDEO)).as("counted once").isEqualTo(1);
	}

	@Test
	void removesAFailedConversionWithTheVideoThatWasKeptAsLong() {
		this.journey.failed();
		RetentionPolicy policy = new RetentionPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofDays(90));
		sweep(policy);
		assertThat(this.journey.storedDocuments()).as("the video").isEqualTo(2);
		this.journey.clock().advance(policy.conversions());
		sweep(policy);
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
		assertThat(bytes(RemovalKind.VIDEO)).isEqualTo("a video".length());
	}

	@Test
	void keepsEverythingForEverWhenToldSo() throws IOException {
		try (TestJourney kept = new TestJourney(RetentionPolicy.FOR_EVER)) {
			Conversion completed = kept.completed();
			assertThat(completed.retention().mp3ExpiresAt()).isNull();
			sweepOf(kept, RetentionPolicy.FOR_EVER).run();
			kept.clock().advance(Duration.ofDays(10_000));
			assertThat(kept.retention(RetentionPolicy.FOR_EVER).reconsider()).isEqualTo(1);
			sweepOf(kept, RetentionPolicy.FOR_EVER).run();
			assertThat(kept.storedDocuments()).isEqualTo(4);
		}
	}

	@Test
	void givesAnMp3OfTheTimeBeforeRetentionItsWholeTimeFromNowOn() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.database()
			.getCollection(Conversion.COLLECTION)
			.updateOne(new Document(), new Document("$unset", new Document("retention", "")));
		this.journey.clock().advance(Duration.ofDays(1000));
		sweep();
		assertThat(readVideo(completed)).as("nobody has looked at it").isEqualTo("a video");
		this.journey.retention(POLICY).reconsider();
		sweep();
		assertThat(readMp3(completed)).isEqualTo("an mp3");
		assertThat(stored(completed).retention().mp3ExpiresAt())
			.isEqualTo(this.journey.clock().instant().plus(POLICY.mp3s()));
		this.journey.clock().advance(POLICY.mp3s());
		sweep();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void goesOnWithWhatSomebodyElseHasBegunWhenItsTimeIsOver() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(POLICY.mp3s());
		// another sweep dies after it has recorded both, and before it removes the bytes
		Conversion taken = this.journey.retention(POLICY).takeDue(LEASE).orElseThrow();
		this.journey.retention(POLICY).removeVideo(taken);
		this.journey.retention(POLICY).expireMp3(taken);
		sweep();
		assertThat(readMp3(completed)).as("it may still be at work").isEqualTo("an mp3");
		this.journey.clock().advance(LEASE);
		sweep();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(removals(RemovalKind.MP3)).as("counted by who recorded it").isZero();
	}

	@Test
	void waitsForADownloadThatIsUnderWay() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(POLICY.mp3s());
		try (FileReading reading = this.journey.files().beginReading(Objects.requireNonNull(completed.mp3()).file())) {
			sweep();
			assertThat(stored(completed).retention().mp3ExpiredAt()).as("nobody else begins").isNotNull();
			for (int minute = 0; minute < 30; minute++) {
				this.journey.clock().advance(RetentionSweep.AGAIN);
				reading.goOn();
				sweep();
			}
			assertThat(readMp3(completed)).isEqualTo("an mp3");
		}
		this.journey.clock().advance(RetentionSweep.AGAIN);
		sweep();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(removals(RemovalKind.MP3)).isEqualTo(1);
	}

	@Test
	void waitsForNoDownloadThatStandsStill() {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(POLICY.mp3s());
		FileReading reading = this.journey.files().beginReading(Objects.requireNonNull(completed.mp3()).file());
		sweep();
		this.journey.clock().advance(Duration.ofMinutes(5));
		sweep();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThatExceptionOfType(IOException.class).isThrownBy(reading::goOn);
	}

	@Test
	void endsADownloadThatTakesLongerThanADay() throws IOException {
		Conversion completed = this.journey.completed();
		FileReading reading = this.journey.files().beginReading(Objects.requireNonNull(completed.mp3()).file());
		for (int minute = 1; minute < Duration.ofDays(1).toMinutes(); minute++) {
			this.journey.clock().advance(Duration.ofMinutes(1));
			reading.goOn();
		}
		this.journey.clock().advance(Duration.ofMinutes(1));
		assertThatExceptionOfType(IOException.class).isThrownBy(reading::goOn);
	}

	@Test
	void leavesWhatALateWorkerDoesWithoutEffectWhenItsVideoIsGone() throws IOException {
		String id = this.journey.accepted().id();
		Conversion late = this.journey.claims().claim(id, "late", Duration.ofSeconds(30)).orElseThrow();
		InputStream reading = this.journey.files().read(Bucket.VIDEOS, late.video());
		this.journey.clock().advance(Duration.ofSeconds(31));
		Conversion current = this.journey.claims().claim(id, "current", Duration.ofSeconds(30)).orElseThrow();
		Mp3 mp3 = new Mp3(this.journey.store(Bucket.MP3S, id, "an mp3"), 1000, "talk.mp3");
		this.journey.claims().complete(current, mp3);
		this.journey.files().confirm(mp3.file());
		this.journey.clock().advance(POLICY.videos());
		sweep();
		assertThatExceptionOfType(FileMissingException.class).isThrownBy(reading::readAllBytes);
		assertThat(this.journey.claims().fail(late, new Failure("video-missing", "It is gone."))).isFalse();
		assertThat(readMp3(stored(current))).isEqualTo("an mp3");
		assertThat(stored(current).failure()).isNull();
	}

	@Test
	void leavesAConversionThatItsOwnerDeletesToTheDeletion() {
		Conversion completed = this.journey.completed();
		this.journey.clock().advance(POLICY.mp3s());
		Conversion taken = this.journey.retention(POLICY).takeDue(LEASE).orElseThrow();
		this.journey.deletion().delete(completed.id(), TestJourney.OWNER.id());
		assertThat(this.journey.retention(POLICY).expireMp3(taken)).isFalse();
		this.journey.retention(POLICY).release(taken);
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
	}

	@Test
	void doesALimitedNumberInOnePassAndTheRestInTheNext() {
		Conversion completed = this.journey.completed();
		Document template = Objects
			.requireNonNull(this.journey.database().getCollection(Conversion.COLLECTION).find().first());
		for (int i = 0; i < MOST; i++) {
			this.journey.database()
				.getCollection(Conversion.COLLECTION)
				.insertOne(new Document(template).append("_id", "copy-" + i));
		}
		this.journey.clock().advance(POLICY.videos());
		sweep();
		assertThat(removals(RemovalKind.VIDEO)).isEqualTo(MOST);
		sweep();
		assertThat(removals(RemovalKind.VIDEO)).isEqualTo(MOST + 1);
		assertThat(stored(completed).retention().videoRemovedAt()).isNotNull();
	}

	private void sweep() {
		sweep(POLICY);
	}

	private void sweep(RetentionPolicy policy) {
		sweepOf(this.journey, policy).run();
	}

	private RetentionSweep sweepOf(TestJourney journey, RetentionPolicy policy) {
		return new RetentionSweep(journey.retention(policy), journey.files(), journey.deletion(),
				new RemovalMeters(this.meters), journey.tracing(), LEASE, MOST);
	}

	private double removals(RemovalKind kind) {
		return this.meters.get("soundlift.removals").tag("kind", kind.label()).counter().count();
	}

	private double bytes(RemovalKind kind) {
		return this.meters.get("soundlift.removed").tag("kind", kind.label()).counter().count();
	}

	private Conversion stored(Conversion conversion) {
		return this.journey.conversions().find(conversion.id()).orElseThrow();
	}

	private String readVideo(Conversion conversion) throws IOException {
		return new String(this.journey.files().read(Bucket.VIDEOS, conversion.video()).readAllBytes(),
				StandardCharsets.UTF_8);
	}

	private String readMp3(Conversion conversion) throws IOException {
		return new String(
				this.journey.files().read(Bucket.MP3S, Objects.requireNonNull(conversion.mp3()).file()).readAllBytes(),
				StandardCharsets.UTF_8);
	}

}
