package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

import io.soundlift.converter.container.MovieBoxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the stream of a growing video.
 */
@Timeout(60)
class VideoStreamTests {

	/**
	 * Two chunks of audio, of ten bytes each, with ten bytes of something else between.
	 */
	private static final byte[] MEDIA = MovieBoxes.box("mdat",
			"audio....1pictures..audio....2".getBytes(StandardCharsets.US_ASCII));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void returnsWhatIsThereWithoutWaitingForTheRest() throws IOException {
		byte[] index = index(true);
		byte[] movie = MovieBoxes.join(index, MEDIA);
		try (GrowingFile file = new GrowingFile(this.folder.resolve("video"), movie.length)) {
			int there = index.length + 8 + 10;
			write(file, movie, 0, there);
			VideoStream stream = VideoStream.of(file, this.folder.resolve("video"), 18);
			assertThat(read(stream)).endsWith("audio....1");
			write(file, movie, there, movie.length);
			file.end(null);
			assertThat(read(stream)).isEqualTo("audio....2");
			assertThat(stream.read(new byte[1])).isEqualTo(-1);
		}
	}

	@Test
	void readsTheWholeFileIfItsIndexIsNotUnderstood() throws IOException {
		byte[] index = MovieBoxes.box("moov", MovieBoxes.box("trak", new byte[10]));
		byte[] movie = MovieBoxes.join(index, MEDIA);
		try (GrowingFile file = new GrowingFile(this.folder.resolve("video"), movie.length)) {
			write(file, movie, 0, movie.length);
			file.end(null);
			VideoStream stream = VideoStream.of(file, this.folder.resolve("video"), movie.length);
			assertThat(stream.readAllBytes()).isEqualTo(movie);
		}
	}

	@Test
	void readsAMovieWhoseIndexBehindItsMediaDataHasArrived() throws IOException {
		byte[] index = index(false);
		byte[] movie = MovieBoxes.join(MEDIA, index);
		try (GrowingFile file = new GrowingFile(this.folder.resolve("video"), movie.length)) {
			write(file, movie, 0, 8);
			file.index(MEDIA.length, movie.length);
			write(file, movie, MEDIA.length, movie.length);
			VideoStream stream = VideoStream.of(file, this.folder.resolve("video"), 8);
			assertThat(read(stream)).contains("soun").doesNotContain("audio");
			write(file, movie, 8, 18);
			assertThat(read(stream)).isEqualTo("audio....1");
		}
	}

	@Test
	void readsNoMovieWhoseIndexHasNotArrived() throws IOException {
		try (GrowingFile file = new GrowingFile(this.folder.resolve("video"), MEDIA.length + 1000)) {
			write(file, MEDIA, 0, MEDIA.length);
			assertThatExceptionOfType(NotStreamableException.class)
				.isThrownBy(() -> VideoStream.of(file, this.folder.resolve("video"), MEDIA.length));
		}
	}

	/**
	 * Returns an index of both chunks and of the picture between.
	 */
	private static byte[] index(boolean first) {
		int length = index(0).length;
		return index(8 + (first ? length : 0));
	}

	private static byte[] index(int media) {
		return MovieBoxes.box("moov",
				track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 2, media, media + 20))),
				track("vide", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, media + 10)),
						MovieBoxes.box("stsc", MovieBoxes.numbers(0, 1, 1, 1, 1)),
						MovieBoxes.box("stsz", MovieBoxes.numbers(0, 10, 1))));
	}

	private static byte[] track(String handler, byte[]... tables) {
		byte[] type = handler.getBytes(StandardCharsets.US_ASCII);
		return MovieBoxes.box("trak", MovieBoxes.box("mdia", MovieBoxes.box("hdlr", MovieBoxes.numbers(0, 0), type),
				MovieBoxes.box("minf", MovieBoxes.box("stbl", tables))));
	}

	private static void write(GrowingFile file, byte[] content, int from, int to) throws IOException {
		file.write(from, ByteBuffer.wrap(content, from, to - from));
	}

	private static String read(VideoStream stream) throws IOException {
		byte[] target = new byte[100_000];
		int count = stream.read(target, 0, target.length);
		return new String(Arrays.copyOf(target, count), StandardCharsets.ISO_8859_1);
	}

}
