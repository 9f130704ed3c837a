package io.soundlift.converter.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the place of a movie's index.
 */
class MovieLayoutTests {

	private static final byte[] NOTHING = {};

	private static final byte[] MEDIA = new byte[100];

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void movesOffsetsIntoTheMediaDataThatTheIndexIsPutInFrontOf() throws IOException {
		byte[] table = ByteBuffer.allocate(20).putInt(0).putInt(3).putInt(24).putInt(120).putInt(5000).array();
		byte[] index = box("moov", box("trak", box("mdia", box("minf", box("stbl", box("stco", table))))));
		Path file = file(box("ftyp", new byte[8]), box("mdat", MEDIA), index);
		MovieLayout layout = Objects.requireNonNull(MovieLayout.of(file));
		assertThat(layout).isEqualTo(new MovieLayout(124, 124 + index.length, 16));
		assertThat(layout.isIndexFirst()).isFalse();
		ByteBuffer moved = ByteBuffer.wrap(Objects.requireNonNull(layout.movedIndex(file)));
		assertThat(moved.getInt(moved.capacity() - 12)).isEqualTo(24 + index.length);
		assertThat(moved.getInt(moved.capacity() - 8)).isEqualTo(120 + index.length);
		assertThat(moved.getInt(moved.capacity() - 4)).as("not in front of the index").isEqualTo(5000);
	}

	@Test
	void movesNoIndexWhoseTableIsLongerThanItsBox() throws IOException {
		byte[] table = ByteBuffer.allocate(12).putInt(0).putInt(Integer.MAX_VALUE).putInt(24).array();
		assertThat(moved(box("stco", table))).isNull();
	}

	@Test
	void movesNoIndexThatIsNestedWithoutEnd() throws IOException {
		byte[] nested = new byte[1024 * 1024];
		for (int position = 0; position < nested.length; position += 8) {
			ByteBuffer.wrap(nested)
				.putInt(position, nested.length - position)
				.put(position + 4, "trak".getBytes(StandardCharsets.US_ASCII));
		}
		assertThat(moved(nested)).isNull();
	}

	@Test
	void movesNoIndexThatTakesMuchMemory() throws IOException {
		assertThat(moved(box("free", new byte[17 * 1024 * 1024]))).isNull();
		assertThat(moved(box("free", new byte[1024 * 1024]))).isNotNull();
	}

	private byte @Nullable [] moved(byte[] content) throws IOException {
		Path file = file(box("ftyp", NOTHING), box("mdat", MEDIA), box("moov", content));
		return Objects.requireNonNull(MovieLayout.of(file)).movedIndex(file);
	}

	private Path file(byte[]... boxes) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (byte[] box : boxes) {
			content.write(box);
		}
		return Files.write(this.folder.resolve("movie"), content.toByteArray());
	}

	private static byte[] box(String type, byte[] content) {
		return ByteBuffer.allocate(8 + content.length)
			.putInt(8 + content.length)
			.put(type.getBytes(StandardCharsets.US_ASCII))
			.put(content)
			.array();
	}

}
