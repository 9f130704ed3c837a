package io.soundlift.journey.upkeep;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Janitor}.
 */
@Tag("database")
class JanitorTests {

	private static final Duration STALL_TIMEOUT = Duration.ofMinutes(15);

	private static final byte[] CHUNK = { 1, 2, 3 };

	private final TestJourney journey = new TestJourney();

	private final Janitor janitor = new Janitor(this.journey.conversions(), this.journey.files(),
			this.journey.keptChunks(), this.journey.deletion(), new RemovalMeters(new SimpleMeterRegistry()),
			this.journey.tracing(), STALL_TIMEOUT, this.journey.clock());

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void removesAFileWhoseConversionWasNeverMade() {
		this.journey.store(Bucket.VIDEOS, this.journey.conversions().newId(), "a video");
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).as("it may still be on its way").isEqualTo(3);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void keepsChunksOfAnUploadThatIsNotFinished() throws IOException {
		String id = this.journey.conversions().newId();
		Document upload = new Document("_id", id).append("state", "OPEN");
		this.journey.database().getCollection(GrowingUploads.COLLECTION).insertOne(upload);
		this.journey.keptChunks().put(id, "abc", 0, new ByteArrayInputStream(CHUNK), CHUNK.length);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.keptChunks().has(id, "abc", 0)).isTrue();
		this.journey.database().getCollection(GrowingUploads.COLLECTION).deleteOne(upload);
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void keepsAFileThatAConversionRefersToAlthoughNobodyConfirmedIt() throws IOException {
		String id = this.journey.conversions().newId();
		StoredFile video = this.journey.store(Bucket.VIDEOS, id, "a video");
		this.journey.conversions()
			.accept(id, TestJourney.OWNER, "talk.mp4", new ConversionOptions(192_000), video, null);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.files().read(Bucket.VIDEOS, video).readAllBytes()).asString().isEqualTo("a video");
		assertThat(this.journey.storedDocuments()).as("the journal is empty").isEqualTo(2);
	}

	@Test
	void finishesADeletionThatStoppedHalfWay() {
		Conversion conversion = this.journey.accepted();
		this.journey.conversions().markDeleted(conversion.id(), TestJourney.OWNER.id());
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
	}

	@Test
	void keepsADeletedMp3UntilItsDownloadHasEndedOrItsReaderDied() {
		Conversion completed = this.journey.completed();
		this.journey.files().beginReading(Objects.requireNonNull(completed.mp3()).file());
		this.journey.deletion().delete(completed.id(), TestJourney.OWNER.id());
		assertThat(this.journey.conversions().find(completed.id())).isEmpty();
		assertThat(this.journey.storedDocuments()).as("the MP3").isEqualTo(2);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
		assertThat(this.journey.database().getCollection("file_reads").countDocuments()).isZero();
	}

	@Test
	void leavesALiveConversionAlone() {
		Conversion conversion = this.journey.accepted();
		this.journey.clock().advance(Duration.ofDays(30));
		this.janitor.cleanUp();
		assertThat(this.journey.conversions().find(conversion.id())).contains(conversion);
		assertThat(this.journey.storedDocuments()).isEqualTo(2);
	}

	@Test
	void leavesKeptChunksOfALiveConversionAlone() throws IOException {
		Conversion conversion = this.journey.accepted();
		keepChunk(conversion);
		this.journey.clock().advance(Duration.ofDays(1));
		this.janitor.cleanUp();
		try (InputStream chunk = this.journey.keptChunks().find(conversion.id(), "abc", 0).orElseThrow()) {
			assertThat(chunk.readAllBytes()).isEqualTo(CHUNK);
		}
	}

	@Test
	void removesKeptChunksThatTheEndOfAConversionHasLeft() throws IOException {
		Conversion conversion = this.journey.accepted();
		keepChunk(conversion);
		end(conversion);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).as("the video").isEqualTo(2);
	}

	@Test
	void removesKeptChunksWhoseRemovalStoppedHalfWay() throws IOException {
		Conversion conversion = this.journey.accepted();
		keepChunk(conversion);
		end(conversion);
		this.journey.database().getCollection("kept_chunks").deleteMany(new Document());
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).as("the video").isEqualTo(2);
	}

	@Test
	void removesAKeptChunkThatWasNeverListedOnceItsConversionHasEnded() {
		Conversion conversion = this.journey.accepted();
		this.journey.store(Bucket.KEPT_CHUNKS, conversion.id(), "a chunk");
		end(conversion);
		this.journey.clock().advance(STALL_TIMEOUT.plusSeconds(1));
		this.janitor.cleanUp();
		assertThat(this.journey.storedDocuments()).as("the video").isEqualTo(2);
	}

	private void keepChunk(Conversion conversion) throws IOException {
		this.journey.keptChunks().put(conversion.id(), "abc", 0, new ByteArrayInputStream(CHUNK), 1000);
	}

	private void end(Conversion conversion) {
		Conversion claimed = this.journey.claims()
			.claim(conversion.id(), "worker", Duration.ofSeconds(30))
			.orElseThrow();
		this.journey.claims().fail(claimed, new Failure("damaged", "It is damaged."));
	}

}
