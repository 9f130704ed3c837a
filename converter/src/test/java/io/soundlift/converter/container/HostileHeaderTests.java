package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Reads headers that nobody writes but who means harm.
 */
class HostileHeaderTests {

	private static final int MUTATIONS = 300;

	/** The part of a file that is read, more or less. */
	private static final int HEADER_BYTES = 2048;

	private static final int FILE_BYTES = 16 * 1024;

	private static final Duration LONGEST = Duration.ofSeconds(20);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@CsvSource({ "mp4,mov,aac", "mka,matroska,aac", "wma,asf,wmav2", "wav,wav,pcm_s16le", "w64,w64,pcm_s16le",
			"aiff,aiff,pcm_s16be", "caf,caf,pcm_s16be", "flac,flac,flac", "avi,avi,pcm_s16le", "mp3,mp3,libmp3lame",
			"ts,mpegts,aac" })
	void readsAnythingInTime(String extension, String format, String codec) throws IOException {
		Path made = TestMedia.audio(this.folder.resolve("sound." + extension), "-c:a", codec, "-movflags",
				"+faststart");
		byte[] valid = Arrays.copyOf(Files.readAllBytes(made), FILE_BYTES);
		Path file = this.folder.resolve("mutated");
		for (int seed = 0; seed < MUTATIONS; seed++) {
			Files.write(file, Mutation.of(valid, HEADER_BYTES, seed));
			assertThatCode(() -> read(file, format)).as("seed %d", seed).doesNotThrowAnyException();
		}
	}

	private static void read(Path file, String format) throws IOException {
		long begin = System.nanoTime();
		DeclaredLength length = DeclaredLength.of(file, format, Duration.ofSeconds(6));
		assertThat(length.missing()).isGreaterThanOrEqualTo(Duration.ZERO);
		assertThat((length.end() != null) ? length.end() : Duration.ZERO).isBetween(Duration.ZERO,
				DeclaredLength.LONGEST);
		TransportStream.undecodableAudio(file);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST);
	}

	@Test
	void believesNoTrackThatEndsBehindAllNumbers() throws IOException {
		// a movie whose only track says that it is as long as numbers get
		ByteBuffer movie = ByteBuffer.allocate(64);
		movie.putInt(64).put(latin("moov")).putInt(1).put(latin("trak")).putLong(Long.MAX_VALUE);
		Path file = Files.write(this.folder.resolve("file"), movie.array());
		assertThat(DeclaredLength.of(file, "mov", Duration.ofSeconds(6)).end()).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void readsThousandsOfTracksAndBoxesInTime() throws IOException {
		ByteBuffer movie = ByteBuffer.allocate(16 + 100 * (8 + 8 * 9000));
		movie.putInt(movie.capacity() - 8).put(latin("moov"));
		for (int i = 0; i < 100; i++) {
			movie.putInt(8 + 8 * 9000).put(latin("trak"));
			for (int box = 0; box < 9000; box++) {
				movie.putInt(8).put(latin("free"));
			}
		}
		read(Files.write(this.folder.resolve("file"), movie.array()), "mov");
	}

	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
