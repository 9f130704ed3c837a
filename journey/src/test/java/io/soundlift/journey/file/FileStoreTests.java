package io.soundlift.journey.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.gridfs.GridFSBuckets;
import io.soundlift.journey.TestJourney;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FileStore}.
 */
@Tag("database")
class FileStoreTests {

	private static final int MIB = 1024 * 1024;

	private final TestJourney journey = new TestJourney();

	private final FileStore files = this.journey.files();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "1048575", "1048576", "1048577", "2621440" })
	void givesBackTheBytesItTookWithTheirLengthAndHash(int size) throws Exception {
		byte[] content = bytes(size);
		StoredFile file = write(content);
		assertThat(file.sizeBytes()).isEqualTo(size);
		assertThat(file.sha256())
			.isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
		assertThat(this.files.read(Bucket.VIDEOS, file).readAllBytes()).isEqualTo(content);
	}

	@ParameterizedTest
	@CsvSource({ "0,1", "0,1048576", "1048575,2", "1048576,1048576", "2621439,1", "5,2000000", "1000,0" })
	void givesAnyRangeOfBytes(int offset, int length) throws IOException {
		byte[] content = bytes(2621440);
		StoredFile file = write(content);
		assertThat(this.files.read(Bucket.VIDEOS, file, offset, length).readAllBytes())
			.isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
	}

	@Test
	void refusesRangesOutsideOfTheFile() throws IOException {
		StoredFile file = write(bytes(10));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.files.read(Bucket.VIDEOS, file, 5, 6));
	}

	@Test
	void leavesNothingWhenTheContentIsTooLong() {
		InputStream content = new ByteArrayInputStream(bytes(2 * MIB + 1));
		assertThatExceptionOfType(FileTooLargeException.class)
			.isThrownBy(() -> this.files.write(Bucket.VIDEOS, "c", "video/mp4", content, 2 * MIB));
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void leavesNothingWhenTheContentBreaksOff() {
		InputStream content = new SequenceInputStream(new ByteArrayInputStream(bytes(2 * MIB)),
				new BreakingStream(() -> new IOException("connection reset")));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.files.write(Bucket.VIDEOS, "c", "video/mp4", content, Long.MAX_VALUE))
			.withMessage("connection reset");
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void leavesNothingWhenTheWriterIsInterruptedWhileItWaits() {
		InputStream content = new SequenceInputStream(new ByteArrayInputStream(bytes(2 * MIB)), new InputStream() {

			@Override
			public int read() {
				Thread.currentThread().interrupt();
				return 1;
			}

		});
		assertThatExceptionOfType(InterruptedIOException.class)
			.isThrownBy(() -> this.files.write(Bucket.VIDEOS, "c", "video/mp4", content, Long.MAX_VALUE));
		assertThat(Thread.interrupted()).as("still interrupted").isTrue();
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void saysSoWhenThePartThatIsReadAheadIsGone() throws IOException {
		StoredFile file = write(bytes(3 * MIB));
		chunks().deleteOne(new Document("files_id", file.fileId()).append("n", 2));
		InputStream content = this.files.read(Bucket.VIDEOS, file);
		assertThat(content.readNBytes(2 * MIB)).hasSize(2 * MIB);
		assertThatExceptionOfType(FileMissingException.class).isThrownBy(content::read)
			.withMessageContaining("Chunk 2");
	}

	@Test
	void findsAndRemovesWhatAKillInMidWriteLeaves() {
		killInMidWrite();
		assertThat(this.journey.storedDocuments()).isEqualTo(3);
		assertThat(this.files.unfinishedFor(Duration.ofMinutes(15))).isEmpty();
		this.journey.clock().advance(Duration.ofMinutes(16));
		List<UnfinishedFile> unfinished = this.files.unfinishedFor(Duration.ofMinutes(15));
		assertThat(unfinished).singleElement()
			.satisfies((file) -> assertThat(file.conversionId()).isEqualTo("c"))
			.satisfies((file) -> assertThat(file.bucket()).isEqualTo(Bucket.VIDEOS));
		assertThat(this.files.removeUnfinished(unfinished.get(0), Duration.ofMinutes(15))).hasValue(2L * MIB);
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void removesAnUnfinishedFileOnlyOnce() {
		killInMidWrite();
		this.journey.clock().advance(Duration.ofMinutes(16));
		UnfinishedFile unfinished = this.files.unfinishedFor(Duration.ofMinutes(15)).get(0);
		this.files.removeUnfinished(unfinished, Duration.ofMinutes(15));
		assertThat(this.files.removeUnfinished(unfinished, Duration.ofMinutes(15))).isEmpty();
	}

	@Test
	void endsAWriteThatTheJanitorTookAway() {
		InputStream content = new SequenceInputStream(new ByteArrayInputStream(bytes(MIB)), new InputStream() {

			private int remaining = MIB + 1;

			@Override
			public int read() {
				if (this.remaining == MIB + 1) {
					FileStoreTests.this.journey.clock().advance(Duration.ofMinutes(16));
					UnfinishedFile stalled = FileStoreTests.this.files.unfinishedFor(Duration.ofMinutes(15)).get(0);
					FileStoreTests.this.files.removeUnfinished(stalled, Duration.ofMinutes(15));
				}
				return (this.remaining-- > 0) ? 1 : -1;
			}

		});
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.files.write(Bucket.VIDEOS, "c", "video/mp4", content, Long.MAX_VALUE))
			.withMessageContaining("cleaned up");
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void deletesAFileWithAllItsChunks() throws IOException {
		StoredFile kept = write(bytes(MIB));
		StoredFile file = write(bytes(3 * MIB));
		this.files.delete(Bucket.VIDEOS, file.fileId());
		assertThatExceptionOfType(FileMissingException.class)
			.isThrownBy(() -> this.files.read(Bucket.VIDEOS, file).readAllBytes());
		assertThat(this.files.read(Bucket.VIDEOS, kept).readAllBytes()).hasSize(MIB);
		assertThat(chunks().countDocuments(new Document("files_id", file.fileId()))).isZero();
	}

	@Test
	void saysSoWhenAPartOfAFileIsGone() throws IOException {
		StoredFile file = write(bytes(3 * MIB));
		chunks().deleteOne(new Document("files_id", file.fileId()).append("n", 1));
		assertThatExceptionOfType(FileMissingException.class)
			.isThrownBy(() -> this.files.read(Bucket.VIDEOS, file).readAllBytes())
			.withMessageContaining("Chunk 1");
	}

	@Test
	void laysFilesOutAsGridFsDoes() throws IOException {
		StoredFile file = write(bytes(MIB + 5));
		Document description = this.journey.database().getCollection("videos.files").find().first();
		assertThat(description).isNotNull();
		assertThat(description.get("_id")).isEqualTo(file.fileId());
		assertThat(description.getLong("length")).isEqualTo(MIB + 5L);
		assertThat(description.getInteger("chunkSize")).isEqualTo(MIB);
		assertThat(GridFSBuckets.create(this.journey.database(), "videos")
			.openDownloadStream(file.fileId())
			.readAllBytes()).hasSize(MIB + 5);
	}

	private void killInMidWrite() {
		InputStream content = new SequenceInputStream(new ByteArrayInputStream(bytes(2 * MIB)),
				new BreakingStream(Kill::new));
		assertThatExceptionOfType(Kill.class)
			.isThrownBy(() -> this.files.write(Bucket.VIDEOS, "c", "video/mp4", content, Long.MAX_VALUE));
	}

	private StoredFile write(byte[] content) throws IOException {
		return this.files.write(Bucket.VIDEOS, "c", "video/mp4", new ByteArrayInputStream(content), content.length);
	}

	private MongoCollection<Document> chunks() {
		return this.journey.database().getCollection("videos.chunks");
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	/**
	 * Ends a write without any clean-up, as the end of the process would.
	 */
	private static final class Kill extends Error {

	}

	/**
	 * A stream that breaks at once.
	 */
	private static final class BreakingStream extends InputStream {

		private final Supplier<Throwable> cause;

		BreakingStream(Supplier<Throwable> cause) {
			this.cause = cause;
		}

		@Override
		public int read() throws IOException {
			Throwable thrown = this.cause.get();
			if (thrown instanceof Error error) {
				throw error;
			}
			throw (IOException) thrown;
		}

	}

}
