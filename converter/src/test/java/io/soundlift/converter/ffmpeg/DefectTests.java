package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Converts what can't be converted.
 */
class DefectTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	static Stream<Arguments> defects() throws IOException {
		return Stream.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))
			.flatMap((ffmpeg) -> Stream.of(Arguments.of(Sample.TEXT, Defect.NOT_MEDIA, ffmpeg),
					Arguments.of(Sample.NOISE, Defect.NOT_MEDIA, ffmpeg),
					Arguments.of(Sample.EMPTY, Defect.NOT_MEDIA, ffmpeg),
					Arguments.of(Sample.MP4_WITHOUT_AUDIO, Defect.NO_AUDIO, ffmpeg),
					Arguments.of(Sample.AVI_UNKNOWN_AUDIO, Defect.UNSUPPORTED_AUDIO, ffmpeg),
					Arguments.of(Sample.MP4_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.MP4_FASTSTART_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.MP4_FRAGMENTED_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.MKV_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.WEBM_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.AVI_TRUNCATED, Defect.DAMAGED, ffmpeg),
					Arguments.of(Sample.FLV_TRUNCATED, Defect.DAMAGED, ffmpeg)));
	}

	@ParameterizedTest
	@MethodSource("defects")
	void namesTheDefect(Sample sample, Defect defect, Path executable) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, folder, Duration.ofMinutes(1));
				FfmpegSession session = ffmpeg.open(SampleMedia.file(sample))) {
			assertThatExceptionOfType(UnusableVideoException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000))
				.extracting(UnusableVideoException::defect)
				.isEqualTo(defect);
		}
	}

	@Test
	void refusesVideoThatSaysItIsTooLong() {
		assertTooLong(SampleMedia.mp4(Duration.ofSeconds(90)), Duration.ofSeconds(60));
	}

	@Test
	void refusesAudioThatTurnsOutTooLong() {
		// a transport stream doesn't say how long it is
		assertTooLong(SampleMedia.file(Sample.TS_MP2), Duration.ofSeconds(2));
	}

	@Test
	void convertsAudioThatIsJustAsLongAsAllowed() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				FfmpegSession session = ffmpeg.open(SampleMedia.file(Sample.AVI_PCM))) {
			assertThat(ffmpeg.convert(session, 192_000, Duration.ofSeconds(4)).length())
				.isEqualTo(Duration.ofSeconds(4));
		}
	}

	private static void assertTooLong(Path video, Duration limit) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); FfmpegSession session = ffmpeg.open(video)) {
			assertThatExceptionOfType(UnusableVideoException.class)
				.isThrownBy(() -> ffmpeg.convert(session, 192_000, limit))
				.extracting(UnusableVideoException::defect)
				.isEqualTo(Defect.TOO_LONG);
		}
	}

	@Test
	void convertsFileWithScratch() throws IOException {
		Path scratched = folder.resolve("scratched.ts");
		byte[] content = Files.readAllBytes(SampleMedia.file(Sample.TS_MP2));
		for (int i = content.length / 2; i < content.length / 2 + 40; i++) {
			content[i] ^= 0x55;
		}
		Files.write(scratched, content);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); FfmpegSession session = ffmpeg.open(scratched)) {
			assertThat(ffmpeg.convert(session, 192_000).length()).isGreaterThan(Duration.ofMillis(3500));
		}
	}

}
