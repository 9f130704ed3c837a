package io.soundlift.converter.encode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import io.soundlift.converter.decode.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeakMeter}.
 */
class PeakMeterTests {

	private static final AudioFormat STEREO = new AudioFormat(44_100, 2);

	private static final AudioFormat MONO = new AudioFormat(44_100, 1);

	@Test
	void findsPeaksWhereTheyAre() throws IOException {
		float[] values = new float[2 * 100_000];
		values[2 * 10_000] = 0.5f;
		values[2 * 50_000 + 1] = -1;
		values[2 * 99_999] = 2;
		byte[] peaks = measure(STEREO, values, 4096);
		int samplesOfPoint = 128;
		assertThat(peaks).hasSize((100_000 + samplesOfPoint - 1) / samplesOfPoint);
		for (int i = 0; i < peaks.length; i++) {
			int expected = (i == 10_000 / samplesOfPoint) ? 128
					: (i == 50_000 / samplesOfPoint || i == peaks.length - 1) ? 255 : 0;
			assertThat(peaks[i] & 0xff).as("point %d", i).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 7, 4096, 1_000_000 })
	void givesTheSamePeaksHoweverSamplesAreRead(int portion) throws IOException {
		float[] values = new float[2 * 30_001];
		Random random = new Random(1);
		for (int i = 0; i < values.length; i++) {
			values[i] = random.nextFloat() * 2 - 1;
		}
		assertThat(measure(STEREO, values, portion)).isEqualTo(measure(STEREO, values, 8));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 999, 1000, 1001, 2000, 2001, 1_000_000 })
	void hasFewPointsForAudioOfAnyLength(int samples) throws IOException {
		float[] values = new float[samples];
		values[samples - 1] = 1;
		byte[] peaks = measure(MONO, values, 4096);
		assertThat(peaks.length).isBetween(Math.min(samples, PeakMeter.MAX_POINTS / 2), PeakMeter.MAX_POINTS);
		assertThat(peaks[peaks.length - 1] & 0xff).isEqualTo(255);
	}

	@Test
	void hasNoPointsWithoutAudioAndIgnoresWhatIsNoNumber() throws IOException {
		assertThat(measure(MONO, new float[0], 8)).isEmpty();
		assertThat(measure(MONO, new float[] { Float.NaN, 0.2f }, 8)).containsExactly(0, 51);
	}

	private static byte[] measure(AudioFormat format, float[] values, int portion) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(values);
		PeakMeter meter = new PeakMeter(format);
		byte[] buffer = new byte[portion];
		try (InputStream samples = meter.measure(new ByteArrayInputStream(bytes.array()))) {
			int read = samples.read(buffer);
			while (read >= 0) {
				read = samples.read(buffer);
			}
		}
		return meter.peaks();
	}

}
