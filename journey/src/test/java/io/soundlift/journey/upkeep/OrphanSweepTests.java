package io.soundlift.journey.upkeep;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileInventory;
import io.soundlift.journey.file.FileReading;
import io.soundlift.journey.file.StoredFile;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrphanSweep}. Each plants a difference between files and conversions.
 */
@Tag("database")
class OrphanSweepTests {

	private static final Duration AGE = Duration.ofDays(1);

	private final TestJourney journey = new TestJourney();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final DutyCycle dutyCycle = DutyCycle.ofPercent(100);

	private final OrphanSweep sweep = new OrphanSweep(this.journey.conversions(), this.journey.upkeep(),
			this.journey.retention(RetentionPolicy.FOR_EVER), this.journey.files(),
			new FileInventory(this.journey.databases(), this.journey.clock(), this.dutyCycle::rest),
			new RemovalMeters(this.meters), this.journey.tracing(), AGE, this.dutyCycle);

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void removesAFileWithoutAConversionOnceItIsOld() {
		StoredFile orphan = this.journey.store(Bucket.VIDEOS, this.journey.conversions().newId(), "a video");
		this.journey.files().confirm(orphan);
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("its conversion may be on its way").isEqualTo(2);
		grow();
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(orphans()).isEqualTo(1);
		assertThat(this.meters.get("soundlift.removed").tag("kind", "orphan").counter().count())
			.isEqualTo("a video".length());
	}

	@Test
	void removesASecondMp3OfAConversionAndKeepsTheOneThatItRefersTo() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.files().confirm(this.journey.store(Bucket.MP3S, completed.id(), "another mp3"));
		grow();
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("video and MP3").isEqualTo(4);
		assertThat(
				this.journey.files().read(Bucket.MP3S, Objects.requireNonNull(completed.mp3()).file()).readAllBytes())
			.asString()
			.isEqualTo("an mp3");
	}

	@Test
	void removesChunksWithoutAFileAlsoWithGaps() {
		Conversion kept = this.journey.completed();
		ObjectId file = new ObjectId();
		plantChunk("mp3s.chunks", file, 3);
		plantChunk("mp3s.chunks", file, 7);
		plantChunk("videos.chunks", new ObjectId(), 0);
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("too young").isEqualTo(7);
		grow();
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("what the conversion refers to").isEqualTo(4);
		assertThat(orphans()).isEqualTo(2);
		assertThat(this.journey.conversions().find(kept.id())).contains(kept);
	}

	@Test
	void keepsChunksThatAConversionRefersToAlthoughTheirDescriptionIsGone() throws IOException {
		Conversion completed = this.journey.completed();
		this.journey.database().getCollection("mp3s.files").deleteMany(new Document());
		grow();
		this.sweep.run();
		assertThat(
				this.journey.files().read(Bucket.MP3S, Objects.requireNonNull(completed.mp3()).file()).readAllBytes())
			.asString()
			.isEqualTo("an mp3");
	}

	@Test
	void leavesWhatIsBeingWrittenToTheJournal() {
		this.journey.store(Bucket.VIDEOS, this.journey.conversions().newId(), "an upload that takes long");
		this.journey.database().getCollection("videos.files").deleteMany(new Document());
		grow();
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("chunk and journal").isEqualTo(2);
		assertThat(orphans()).isZero();
	}

	@Test
	void keepsChunksOfMp3sToBeWhileTheirConversionIsLive() throws IOException {
		Conversion live = this.journey.accepted();
		this.journey.keptChunks().put(live.id(), "abc", 0, new ByteArrayInputStream(new byte[] { 1, 2 }), 1000);
		this.journey.database().getCollection("file_writes").deleteMany(new Document());
		grow();
		this.sweep.run();
		assertThat(this.journey.keptChunks().find(live.id(), "abc", 0)).isPresent();
		this.journey.conversions().markDeleted(live.id(), TestJourney.OWNER.id());
		this.sweep.run();
		assertThat(this.journey.database().getCollection("kept_chunks.chunks").countDocuments()).isZero();
	}

	@Test
	void takesAnMp3WhoseBytesAreGoneForExpired() {
		Conversion broken = this.journey.completed();
		Conversion whole = this.journey.completed();
		this.journey.database()
			.getCollection("mp3s.chunks")
			.deleteMany(new Document("files_id", Objects.requireNonNull(broken.mp3()).file().fileId()));
		this.sweep.run();
		assertThat(stored(broken).retention().mp3ExpiredAt()).isNotNull();
		assertThat(stored(whole)).isEqualTo(whole);
	}

	@Test
	void removesAnExpiredMp3ThatWasLeftBehindButNotUnderADownload() {
		Conversion completed = this.journey.completed();
		this.journey.retention(RetentionPolicy.FOR_EVER).expireMp3(completed);
		grow();
		try (FileReading reading = this.journey.files().beginReading(Objects.requireNonNull(completed.mp3()).file())) {
			this.sweep.run();
			assertThat(reading).isNotNull();
			assertThat(this.journey.storedDocuments()).isEqualTo(4);
		}
		this.sweep.run();
		assertThat(this.journey.storedDocuments()).as("the video").isEqualTo(2);
	}

	private void plantChunk(String collection, ObjectId file, int n) {
		this.journey.database()
			.getCollection(collection)
			.insertOne(new Document("files_id", file).append("n", n).append("data", new Binary(new byte[10])));
	}

	/** Ids tell the time by the system's clock. */
	private void grow() {
		Duration lead = Duration.between(new Date().toInstant(), this.journey.clock().instant());
		this.journey.clock().advance(AGE.plusSeconds(5).minus(lead));
	}

	private double orphans() {
		return this.meters.get("soundlift.removals").tag("kind", "orphan").counter().count();
	}

	private Conversion stored(Conversion conversion) {
		return this.journey.conversions().find(conversion.id()).orElseThrow();
	}

}
