package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts every container and codec, with the ffmpeg of the system and with the bundled
 * one.
 */
class FormatMatrixTests {

	private static final long FRAME_PAIR = 2 * 1152;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	static Stream<Sample> samples() {
		return EnumSet.range(Sample.MP4_AAC, Sample.MKV_SHORT_AUDIO).stream();
	}

	@ParameterizedTest
	@MethodSource("samples")
	void convertsWithTheSystemsFfmpeg(Sample sample) {
		convert(SampleMedia.ffmpeg(), sample);
	}

	@ParameterizedTest
	@MethodSource("samples")
	void convertsWithTheBundledFfmpeg(Sample sample) throws IOException {
		convert(BundledFfmpeg.unpack(folder), sample);
	}

	private static void convert(Path executable, Sample sample) {
		MediaProbe source = MediaProbe.of(SampleMedia.file(sample));
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, folder, Duration.ofMinutes(1));
				FfmpegSession session = ffmpeg.open(SampleMedia.file(sample))) {
			EncodedMp3 encoded = ffmpeg.convert(session, 128_000);
			MediaProbe mp3 = MediaProbe.of(encoded.file());
			assertThat(mp3.codec()).isEqualTo("mp3");
			assertThat(mp3.bitrate()).isEqualTo(128_000);
			assertThat(mp3.channels()).isEqualTo(Math.min(source.channels(), 2));
			assertThat(mp3.sampleRate()).isEqualTo(expectedRate(source.sampleRate()));
			long sourceSamples = source.samples() * mp3.sampleRate() / source.sampleRate();
			assertThat(mp3.samples()).isCloseTo(sourceSamples, within(FRAME_PAIR));
			assertThat(encoded.length().toMillis()).isCloseTo(mp3.decodedMillis(), within(1L));
		}
	}

	private static int expectedRate(int sourceRate) {
		return switch (sourceRate) {
			case 96_000 -> 48_000;
			case 22_050 -> 32_000;
			default -> sourceRate;
		};
	}

	@Test
	void tellsOfProgress() {
		List<Integer> reported = new ArrayList<>();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				FfmpegSession session = ffmpeg.open(SampleMedia.mp4(Duration.ofMinutes(5)))) {
			ProbedVideo video = new VideoProbe(TestFfmpeg.MAX_LENGTH).probe(session);
			new Mp3Encoder(TestFfmpeg.MAX_LENGTH).encode(session, video, 192_000, reported::add);
		}
		assertThat(reported).hasSizeGreaterThan(2).isSorted().last().isEqualTo(100);
		assertThat(reported).anyMatch((percent) -> percent > 5 && percent < 95);
	}

}
