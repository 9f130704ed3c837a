package io.soundlift.journey.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

import io.soundlift.journey.TestJourney;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PartialFiles}.
 */
@Tag("database")
class PartialFilesTests {

	private static final int MIB = FileStore.CHUNK_BYTES;

	private final TestJourney journey = new TestJourney();

	private final PartialFiles files = new PartialFiles(this.journey.databases(), this.journey.clock());

	private final String conversionId = this.journey.conversions().newId();

	@AfterEach
	void close() {
		this.journey.close();
	}

	private PartialFile begin() {
		return this.files.begin(Bucket.VIDEOS, this.conversionId, this.until());
	}

	private Instant until() {
		return this.journey.clock().instant().plus(Duration.ofDays(1));
	}

	private PartialFile append(PartialFile file, long fence, byte[] bytes) throws IOException {
		try (ChunkAppender appender = this.files.append(Bucket.VIDEOS, file, fence)) {
			InputStream content = new ByteArrayInputStream(bytes);
			while (appender.take(content, Long.MAX_VALUE) != -1) {
				assertThat(appender.stored().sizeBytes()).isLessThanOrEqualTo(file.sizeBytes() + bytes.length);
			}
			return appender.flush();
		}
	}

	private byte[] read(StoredFile file) throws IOException {
		return this.journey.files().read(Bucket.VIDEOS, file).readAllBytes();
	}

	@RepeatedTest(6)
	void hasAllBytesHoweverOftenWritersDieOnTheWay(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] bytes = new byte[1 + random.nextInt(3 * MIB)];
		random.nextBytes(bytes);
		PartialFile file = begin();
		int fence = 0;
		while (file.sizeBytes() < bytes.length) {
			int offset = (int) file.sizeBytes();
			int end = Math.min(bytes.length, offset + 1 + random.nextInt(random.nextBoolean() ? 2 * MIB : 1000));
			PartialFile written = append(file, ++fence, Arrays.copyOfRange(bytes, offset, end));
			assertThat(written.sizeBytes()).isEqualTo(end);
			// a writer that dies leaves bytes that nobody has noted
			file = (random.nextInt(3) > 0) ? written : file;
		}
		StoredFile stored = this.files.complete(Bucket.VIDEOS, file, this.conversionId, "video/mp4");
		assertThat(stored.sizeBytes()).isEqualTo(bytes.length);
		assertThat(read(stored)).isEqualTo(bytes);
		assertThat(this.files.complete(Bucket.VIDEOS, file, this.conversionId, "video/mp4")).isEqualTo(stored);
		this.journey.files().delete(Bucket.VIDEOS, stored.fileId());
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void countsAChunkAsSoonAsItIsWritten() throws IOException {
		try (ChunkAppender appender = this.files.append(Bucket.VIDEOS, begin(), 1)) {
			appender.take(new ByteArrayInputStream(new byte[MIB]), MIB);
			Awaitility.await().until(() -> appender.stored().sizeBytes() == MIB);
		}
	}

	@Test
	void leavesOutBytesThatDoNotCount() throws IOException {
		PartialFile file = append(begin(), 1, new byte[100]);
		append(file, 2, new byte[2 * MIB + 5]);
		StoredFile stored = this.files.complete(Bucket.VIDEOS, file, this.conversionId, "video/mp4");
		assertThat(this.journey.database().getCollection("videos.chunks").countDocuments()).isEqualTo(1);
		assertThat(read(stored)).isEqualTo(new byte[100]);
		assertThat(stored.sha256()).isEqualTo("cd00e292c5970d3c5e2f0ffa5171e555bc46bfc4faddfb4a418b6840b86e79a3");
	}

	@Test
	void keepsOutWriterThatIsLateOnceLaterOneHasWritten() throws IOException {
		PartialFile file = append(begin(), 1, new byte[] { 1, 2, 3 });
		try (ChunkAppender late = this.files.append(Bucket.VIDEOS, file, 2)) {
			late.take(new ByteArrayInputStream(new byte[] { 9 }), 1);
			PartialFile later = append(file, 3, new byte[] { 4, 5 });
			assertThatExceptionOfType(OvertakenException.class).isThrownBy(late::flush);
			assertThat(read(this.files.complete(Bucket.VIDEOS, later, this.conversionId, "video/mp4")))
				.containsExactly(1, 2, 3, 4, 5);
		}
	}

	@Test
	void refusesToGoOnWhenBytesAreGone() throws IOException {
		PartialFile file = append(begin(), 1, new byte[100]);
		this.journey.files().delete(Bucket.VIDEOS, file.fileId());
		assertThat(this.files.hasBytes(Bucket.VIDEOS, file)).isFalse();
		assertThat(this.files.keep(file, until())).isFalse();
		assertThatExceptionOfType(FileMissingException.class)
			.isThrownBy(() -> this.files.append(Bucket.VIDEOS, file, 2));
	}

	@Test
	void isNoStalledWriteUntilItsTimeIsOver() throws IOException {
		PartialFile file = append(begin(), 1, new byte[100]);
		Duration patience = Duration.ofMinutes(15);
		this.journey.clock().advance(Duration.ofDays(1));
		assertThat(this.journey.files().unfinishedFor(patience)).isEmpty();
		this.files.keep(file, until());
		this.journey.clock().advance(Duration.ofDays(1).plus(patience));
		assertThat(this.journey.files().unfinishedFor(patience)).isEmpty();
		this.journey.clock().advance(Duration.ofSeconds(1));
		assertThat(this.journey.files().unfinishedFor(patience)).hasSize(1);
	}

	@Test
	void isPassedOverByWhoLooksForFilesWithoutConversion() throws IOException {
		append(begin(), 1, new byte[100]);
		this.journey.clock().advance(Duration.ofDays(30));
		FileInventory inventory = new FileInventory(this.journey.databases(), this.journey.clock(), () -> {
		});
		inventory.createIndexes();
		inventory.eachUndescribedFile(Bucket.VIDEOS, Duration.ZERO, (found) -> assertThat(found).isNull());
		assertThat(this.journey.database().getCollection("videos.chunks").countDocuments(new Document())).isEqualTo(1);
	}

}
