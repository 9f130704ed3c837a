package io.soundlift.converter.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.ConversionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of how many channels become two or one.
 */
class DownmixTests {

	/** -0.16 dB. */
	private static final double PEAK = 0.982;

	private static final int RATE = 48_000;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "mono", "stereo", "3.0", "4.0", "quad", "5.0", "5.1", "5.1(side)", "6.1", "7.1",
			"7.1(wide)", "octagonal" })
	void keepsThePeakWhenAllChannelsSwingTogether(String layout) throws IOException {
		Path audio = audio(layout, PEAK + "*sin(2*PI*480*t)");
		assertThat(peak(audio, 1)).as("mono from %s", layout).isCloseTo(PEAK, within(0.002));
		// one channel is heard from two loudspeakers then
		double expected = layout.equals("mono") ? PEAK * Math.sqrt(0.5) : PEAK;
		assertThat(peak(audio, 2)).as("stereo from %s", layout).isCloseTo(expected, within(0.002));
	}

	@Test
	void mixesWithTheCoefficientsOfBs775() throws IOException {
		double sum = 1 + 2 * Math.sqrt(0.5);
		assertGains("FL", 1 / sum, 0);
		assertGains("FR", 0, 1 / sum);
		assertGains("FC", Math.sqrt(0.5) / sum, Math.sqrt(0.5) / sum);
		assertGains("LFE", 0, 0);
		assertGains("SL", Math.sqrt(0.5) / sum, 0);
		assertGains("SR", 0, Math.sqrt(0.5) / sum);
	}

	@ParameterizedTest
	@ValueSource(strings = { "5.1(side)", "7.1" })
	void makesAnMp3ThatDoesNotClip(String layout) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(audio(layout, PEAK + "*sin(2*PI*480*t)"))) {
			Path mp3 = TestFfmpeg.convert(session, new ConversionOptions(192_000), Duration.ofHours(1), (audio) -> {
			}).file();
			assertThat(peak(mp3, 2)).isBetween(0.9, 1.0);
		}
	}

	private void assertGains(String channel, double left, double right) throws IOException {
		List<String> channels = List.of("FL", "FR", "FC", "LFE", "SL", "SR");
		FloatBuffer samples = decode(
				audio("5.1(side)", PEAK + "*eq(ch\\," + channels.indexOf(channel) + ")*sin(2*PI*480*t)"), 2);
		double[] peaks = new double[2];
		for (int i = 0; i < samples.limit(); i++) {
			peaks[i % 2] = Math.max(peaks[i % 2], Math.abs(samples.get(i)));
		}
		assertThat(peaks[0]).as("left of %s", channel).isCloseTo(PEAK * left, within(0.002));
		assertThat(peaks[1]).as("right of %s", channel).isCloseTo(PEAK * right, within(0.002));
	}

	private double peak(Path audio, int channels) throws IOException {
		FloatBuffer samples = decode(audio, channels);
		double peak = 0;
		while (samples.hasRemaining()) {
			peak = Math.max(peak, Math.abs(samples.get()));
		}
		return peak;
	}

	private FloatBuffer decode(Path audio, int channels) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(audio);
				SampleSource source = new AudioDecoder(session, TestFfmpeg.probe().probe(session), 0,
						new AudioFormat(RATE, channels))
					.decode(SampleRange.ALL, List.of())) {
			byte[] samples = source.samples().readAllBytes();
			source.await();
			assertThat(samples.length).isEqualTo(RATE / 10 * channels * Float.BYTES);
			return ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
		}
	}

	private Path audio(String layout, String expression) {
		return TestFile.of(this.folder.resolve("sound.wav"), "-f", "lavfi", "-i",
				"anullsrc=cl=" + layout + ":r=" + RATE + ":d=0.1,aeval=" + expression + ":c=same", "-c:a", "pcm_f32le");
	}

}
