package io.soundlift.journey.conversion;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.soundlift.journey.TestJourney;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileTooLargeException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KeptChunks}.
 */
@Tag("database")
class KeptChunksTests {

	private static final String PLAN = "0123456789abcdef";

	private static final Duration LEASE = Duration.ofSeconds(30);

	/** What {@link TestJourney#storedDocuments()} counts of a video alone. */
	private static final int VIDEO = 2;

	private final TestJourney journey = new TestJourney();

	private final Conversion conversion = this.journey.accepted();

	private final KeptChunks chunks = this.journey.keptChunks();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void givesNextAttemptWhatAnEarlierOneHasKept() throws IOException {
		claim();
		assertThat(put(0, "first")).isTrue();
		assertThat(put(1, "second")).isTrue();
		this.journey.clock().advance(LEASE.plusSeconds(1));
		claim();
		KeptChunks elsewhere = this.journey.keptChunks();
		assertThat(text(elsewhere.find(this.conversion.id(), PLAN, 0))).isEqualTo("first");
		assertThat(text(elsewhere.find(this.conversion.id(), PLAN, 1))).isEqualTo("second");
		assertThat(elsewhere.find(this.conversion.id(), PLAN, 2)).isEmpty();
	}

	@Test
	void keepsChunksOfAnUploadUntilItEnds() throws IOException {
		String id = this.journey.conversions().newId();
		Document upload = new Document("_id", id).append("state", "OPEN");
		this.journey.database().getCollection(GrowingUploads.COLLECTION).insertOne(upload);
		long before = this.journey.storedDocuments();
		assertThat(this.chunks.hasAny(id)).isFalse();
		assertThat(this.chunks.put(id, PLAN, 0, stream("first"), 5)).isTrue();
		assertThat(this.chunks.hasAny(id)).isTrue();
		assertThat(this.chunks.has(id, PLAN, 0)).isTrue();
		assertThat(this.chunks.has(id, PLAN, 1)).isFalse();
		assertThat(text(this.chunks.find(id, PLAN, 0))).isEqualTo("first");
		this.journey.database()
			.getCollection(GrowingUploads.COLLECTION)
			.updateOne(upload, new Document("$set", new Document("state", "ENDING")));
		assertThat(this.chunks.put(id, PLAN, 1, stream("second"), 6)).isFalse();
		assertThat(this.journey.storedDocuments()).as("nothing is left of either").isEqualTo(before);
	}

	@Test
	void findsWhatWasEncodedAheadUntilItIsDiscarded() throws IOException {
		claim();
		String id = this.conversion.id();
		EncodedAhead ahead = new EncodedAhead("abc", List.of(PLAN, "fedcba"), 1L << 40, new byte[] { 0, -1, 127 });
		this.chunks.complete(id, ahead);
		assertThat(this.chunks.findComplete(id)).as("nothing is kept").isEmpty();
		put(0, "first");
		assertThat(this.chunks.findComplete(id)).isEmpty();
		assertThat(this.chunks.count(id)).isEqualTo(1);
		this.chunks.complete(id, ahead);
		assertThat(this.chunks.findComplete(id)).get().usingRecursiveComparison().isEqualTo(ahead);
		this.chunks.discard(id);
		assertThat(this.chunks.findComplete(id)).isEmpty();
		assertThat(this.chunks.count(id)).isZero();
		this.chunks.complete(id, ahead);
		assertThat(this.chunks.hasAny(id)).as("is not kept any more").isFalse();
	}

	@Test
	void findsNoChunkOfAnotherPlanOrConversion() throws IOException {
		claim();
		put(0, "first");
		assertThat(this.chunks.find(this.conversion.id(), "fedcba9876543210", 0)).isEmpty();
		assertThat(this.chunks.find(this.journey.accepted().id(), PLAN, 0)).isEmpty();
	}

	@Test
	void keepsOneOfTwoWhenALostWorkerAddsTheSameChunk() throws IOException {
		claim();
		put(0, "first");
		long stored = this.journey.storedDocuments();
		assertThat(put(0, "first")).isTrue();
		assertThat(this.journey.storedDocuments()).isEqualTo(stored);
		assertThat(text(this.chunks.find(this.conversion.id(), PLAN, 0))).isEqualTo("first");
	}

	@Test
	void keepsChunksWhileConversionWaitsForAnotherAttempt() throws IOException {
		Conversion claimed = claim();
		put(0, "first");
		this.journey.claims().retryLater(claimed, Duration.ofMinutes(5));
		assertThat(put(1, "late")).isTrue();
		assertThat(this.chunks.find(this.conversion.id(), PLAN, 0)).isPresent();
	}

	@Test
	void leavesNothingWhenConversionIsDeleted() throws IOException {
		claim();
		put(0, "first");
		put(1, "second");
		assertThat(this.journey.deletion().delete(this.conversion.id(), TestJourney.OWNER.id())).isTrue();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void keepsNothingOnceConversionHasEnded() throws IOException {
		Conversion claimed = claim();
		put(0, "first");
		this.journey.claims().fail(claimed, new Failure("damaged", "It is damaged."));
		this.chunks.discard(this.conversion.id());
		assertThat(put(1, "late")).isFalse();
		assertThat(this.journey.storedDocuments()).isEqualTo(VIDEO);
	}

	@Test
	void leavesNothingWhenConversionIsDeletedWhileAChunkIsWritten() throws IOException {
		claim();
		put(0, "first");
		AtomicBoolean deleted = new AtomicBoolean();
		InputStream content = new ByteArrayInputStream("second".getBytes(StandardCharsets.UTF_8)) {

			@Override
			public int read(byte[] target, int offset, int length) {
				if (deleted.compareAndSet(false, true)) {
					KeptChunksTests.this.journey.deletion()
						.delete(KeptChunksTests.this.conversion.id(), TestJourney.OWNER.id());
				}
				return super.read(target, offset, length);
			}

		};
		assertThat(this.chunks.put(this.conversion.id(), PLAN, 1, content, 1000)).isFalse();
		assertThat(deleted).isTrue();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void leavesNothingOfAChunkThatAKilledWorkerWasWriting() throws IOException {
		Conversion claimed = claim();
		put(0, "first");
		this.journey.store(Bucket.KEPT_CHUNKS, this.conversion.id(), "in part");
		this.journey.claims().fail(claimed, new Failure("damaged", "It is damaged."));
		this.chunks.discard(this.conversion.id());
		assertThat(this.journey.storedDocuments()).isEqualTo(VIDEO);
	}

	@Test
	void leavesNothingOfAChunkThatIsTooLong() throws IOException {
		claim();
		assertThatExceptionOfType(FileTooLargeException.class)
			.isThrownBy(() -> this.chunks.put(this.conversion.id(), PLAN, 0, stream("first"), 4));
		assertThat(this.journey.storedDocuments()).isEqualTo(VIDEO);
	}

	@Test
	void forgetsAChunkWhoseBytesAreGone() throws IOException {
		claim();
		put(0, "first");
		this.journey.database().getCollection("kept_chunks.chunks").deleteMany(new Document());
		InputStream gone = this.chunks.find(this.conversion.id(), PLAN, 0).orElseThrow();
		assertThatIOException().isThrownBy(gone::readAllBytes)
			.isNotInstanceOf(FileMissingException.class)
			.withMessageContaining(this.conversion.id());
		assertThat(this.chunks.find(this.conversion.id(), PLAN, 0)).isEmpty();
		assertThat(put(0, "again")).isTrue();
		assertThat(text(this.chunks.find(this.conversion.id(), PLAN, 0))).isEqualTo("again");
	}

	@ParameterizedTest
	@CsvSource({ "'',0", "chunks.0,0", "$set,0", "ABC,0", "abc,-1" })
	void refusesWhatCanNotNameAChunk(String planHash, int index) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.chunks.find(this.conversion.id(), planHash, index));
	}

	private Conversion claim() {
		return this.journey.claims().claim(this.conversion.id(), "worker", LEASE).orElseThrow();
	}

	private boolean put(int index, String text) throws IOException {
		return this.chunks.put(this.conversion.id(), PLAN, index, stream(text), 1000);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Optional<InputStream> content) throws IOException {
		try (InputStream stream = content.orElseThrow()) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
