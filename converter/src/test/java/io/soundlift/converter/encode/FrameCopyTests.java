package io.soundlift.converter.encode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlan.Mode;
import io.soundlift.converter.plan.Mp3Encoding.ConstantBitrate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameCopy}.
 */
class FrameCopyTests {

	private static final ConversionPlan COPY = TestEncoding.plan(Mode.COPY, 44_100, 2, new ConstantBitrate(192_000));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "mp3", "mp4" })
	void copiesEveryFrameAndTheGaps(String format) {
		Path video = TestSound.hostile(folder.resolve("sound." + format), 44_100, 2, "-c:a", "libmp3lame", "-b:a",
				"96k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptChunks.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.COPY);
			assertThat(hash(mp3.file())).isEqualTo(hash(video));
			assertThat(Arrays.equals(TestSound.decode(mp3.file()), TestSound.decode(video))).isTrue();
		}
	}

	@Test
	void claimsNoGapsThatItDoesNotKnow() {
		Path video = TestSound.hostile(folder.resolve("sound.mkv"), 44_100, 2, "-c:a", "libmp3lame", "-b:a", "96k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptChunks.NONE);
			assertThat(hash(mp3.file())).isEqualTo(hash(video));
			byte[] source = TestSound.decode(video);
			byte[] copy = TestSound.decode(mp3.file());
			assertThat(Arrays.equals(copy, 0, source.length, source, 0, source.length)).isTrue();
			assertThat(copy.length - source.length).isBetween(0, 1152 * 4);
		}
	}

	@Test
	void encodesWhenTheTrackIsNoMp3() {
		Path video = TestSound.hostile(folder.resolve("sound.mka"), 44_100, 2, "-c:a", "mp2", "-b:a", "192k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptChunks.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
			assertThat(TestSound.decode(mp3.file())).hasSameSizeAs(TestSound.decode(video));
		}
	}

	private static String hash(Path file) {
		return TestSound
			.text(TestSound.run(List.of("-i", file.toString(), "-map", "0:a:0", "-c", "copy", "-f", "hash", "-")));
	}

}
