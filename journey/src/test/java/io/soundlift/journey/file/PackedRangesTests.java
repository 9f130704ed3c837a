package io.soundlift.journey.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.soundlift.journey.TestJourney;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for files with holes in the store.
 */
@Tag("database")
class PackedRangesTests {

	private static final int MIB = 1024 * 1024;

	private static final long TEBIBYTE = 1024L * 1024 * MIB;

	private final TestJourney journey = new TestJourney();

	private final FileStore files = this.journey.files();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void copiesRangesToTheirPlacesAndZerosBetween() throws IOException {
		byte[] content = new byte[5 * MIB];
		new Random(1).nextBytes(content);
		List<FileRange> ranges = List.of(new FileRange(4 * MIB, MIB - 5), new FileRange(1, 1),
				new FileRange(100, 2 * MIB), new FileRange(2 * MIB + 100, 7));
		byte[] expected = new byte[content.length];
		for (FileRange range : ranges) {
			System.arraycopy(content, (int) range.offset(), expected, (int) range.offset(), (int) range.length());
		}
		StoredFile file = write(content, content.length, ranges);
		assertThat(file.hasHoles()).isTrue();
		assertThat(file.storedBytes()).isEqualTo(MIB - 5 + 1 + 2 * MIB + 7 + 4 * 16);
		assertThat(Files.readAllBytes(copy(file))).isEqualTo(expected);
		// four chunks, the file and the journal's entry
		assertThat(this.journey.storedDocuments()).isEqualTo(4 + 2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 4, 5 })
	void readsTheRestOfARangeAndThoseThatFollow(int readBefore) throws IOException {
		byte[] content = "abcde-xyz".getBytes(StandardCharsets.US_ASCII);
		StoredFile file = write(content, content.length, List.of(new FileRange(0, 5), new FileRange(6, 3)));
		int left = 5 - readBefore;
		try (PackedRangesReader rest = this.files.readRanges(Bucket.VIDEOS, file, 16 + readBefore, left)) {
			assertThat(text(rest, left)).isEqualTo("abcde".substring(readBefore));
			assertThat(rest.next()).isEqualTo(new FileRange(6, 3));
			assertThat(text(rest, 3)).isEqualTo("xyz");
			assertThat(rest.next()).isNull();
		}
	}

	private static String text(RangeSource ranges, int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int count = 0; count < length;) {
			count += ranges.read(bytes, count, length - count);
		}
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	@Test
	void storesNothingOfHoleOfTebibyte() throws IOException {
		StoredFile file = write(new byte[] { 7 }, TEBIBYTE, List.of(new FileRange(0, 1)));
		assertThat(file.storedBytes()).isEqualTo(17);
		assertThat(Files.size(copy(file))).isEqualTo(TEBIBYTE);
	}

	@Test
	void leavesNothingWhenRangesBreakOff() {
		RangeSource broken = new RangeSource() {

			@Override
			public FileRange next() {
				return new FileRange(0, 3 * MIB);
			}

			private int reads;

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				if (++this.reads > 3) {
					throw new IOException("connection reset");
				}
				return length;
			}

		};
		assertThatExceptionOfType(IOException.class).isThrownBy(
				() -> this.files.writeRanges(Bucket.VIDEOS, "c", "video/mp4", TEBIBYTE, broken, Long.MAX_VALUE));
		assertThat(this.journey.storedDocuments()).isZero();
	}

	@Test
	void saysSoWhenChunkIsGone() throws IOException {
		StoredFile file = write(new byte[3 * MIB], TEBIBYTE, List.of(new FileRange(0, 3 * MIB)));
		chunk(file, 1, null);
		assertThatExceptionOfType(FileMissingException.class).isThrownBy(() -> copy(file));
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, TEBIBYTE - 2, Long.MAX_VALUE })
	void saysSoWhenPlaceOfRangeIsOutsideOfTheFile(long offset) throws IOException {
		StoredFile file = write(new byte[3], TEBIBYTE, List.of(new FileRange(0, 3)));
		chunk(file, 0, ByteBuffer.allocate(19).putLong(offset).putLong(3).array());
		assertThatExceptionOfType(FileMissingException.class).isThrownBy(() -> copy(file));
	}

	@Test
	void refusesToReadItAsIfItHadNoHoles() throws IOException {
		StoredFile file = write(new byte[1], TEBIBYTE, List.of(new FileRange(0, 1)));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.files.read(Bucket.VIDEOS, file));
	}

	private void chunk(StoredFile file, int n, byte @Nullable [] data) {
		Document chunk = FileStore.chunk(file.fileId(), n);
		if (data == null) {
			this.journey.database().getCollection("videos.chunks").deleteOne(chunk);
		}
		else {
			this.journey.database()
				.getCollection("videos.chunks")
				.updateOne(chunk, new Document("$set", new Document("data", new Binary(data))));
		}
	}

	private StoredFile write(byte[] content, long sizeBytes, List<FileRange> ranges) throws IOException {
		return this.files.writeRanges(Bucket.VIDEOS, "c", "video/mp4", sizeBytes, new Ranges(content, ranges),
				Long.MAX_VALUE);
	}

	private Path copy(StoredFile file) throws IOException {
		Path copy = this.folder.resolve("copy");
		this.files.copy(Bucket.VIDEOS, file, copy, UnaryOperator.identity());
		return copy;
	}

	/**
	 * Ranges of an array, a few bytes at a time.
	 */
	private static final class Ranges implements RangeSource {

		private static final int MAX_READ_BYTES = 100_000;

		private final byte[] content;

		private final Iterator<FileRange> ranges;

		private int position;

		Ranges(byte[] content, List<FileRange> ranges) {
			this.content = content;
			this.ranges = ranges.iterator();
		}

		@Override
		public @Nullable FileRange next() {
			if (!this.ranges.hasNext()) {
				return null;
			}
			FileRange range = this.ranges.next();
			this.position = (int) range.offset();
			return range;
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			int count = Math.min(length, MAX_READ_BYTES);
			System.arraycopy(this.content, this.position, target, offset, count);
			this.position += count;
			return count;
		}

	}

}
