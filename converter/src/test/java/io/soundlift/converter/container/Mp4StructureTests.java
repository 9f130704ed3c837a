package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mp4Structure}.
 */
class Mp4StructureTests {

	private static final int MUTATIONS = 300;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "+faststart", "frag_keyframe+empty_moov" })
	void readsAnythingInTime(String flags) throws IOException {
		byte[] valid = Files
			.readAllBytes(TestMedia.audio(this.folder.resolve("sound.mp4"), "-c:a", "aac", "-movflags", flags));
		Path file = this.folder.resolve("mutated");
		for (int seed = 0; seed < MUTATIONS; seed++) {
			Files.write(file, Mutation.of(valid, 1000, seed));
			long begin = System.nanoTime();
			assertThat(Mp4Structure.of(file).audioTracks()).as("seed %d", seed).hasSizeLessThan(10);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("seed %d", seed)
				.isLessThan(Duration.ofSeconds(20));
		}
	}

}
