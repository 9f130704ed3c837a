package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.journey.conversion.ConversionOptions;
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
			// another ffmpeg may decode another number of samples than the one that
			// counts
			boolean exact = executable.equals(SampleMedia.ffmpeg()) && mp3.sampleRate() == source.sampleRate();
			assertThat(mp3.samples()).isCloseTo(sourceSamples, within(exact ? 0 : FRAME_PAIR));
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
		List<Duration> reported = new ArrayList<>();
		Duration length = Duration.ofMinutes(5);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				FfmpegSession session = ffmpeg.open(SampleMedia.mp4(length))) {
			TestFfmpeg.convert(session, new ConversionOptions(192_000), TestFfmpeg.MAX_LENGTH, reported::add);
		}
		assertThat(reported).hasSizeGreaterThan(2).isSorted();
		assertThat(reported.get(reported.size() - 1)).isCloseTo(length, Duration.ofSeconds(1));
		assertThat(reported).anyMatch((audio) -> audio.toSeconds() > 5 && audio.toSeconds() < 295);
	}

}
