package io.soundlift.converter.decode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import io.soundlift.converter.container.Mutation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Timeline} and {@link MatroskaBlocks}.
 */
class TimelineTests {

	/** One sample is a millisecond. */
	private static final AudioFormat FORMAT = new AudioFormat(1000, 1);

	private static final int MAX_BYTES = 20_000_000;

	private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

	TimelineTests() {
		// a header, a segment of unknown length, and in it something that nobody needs
		write(new byte[] { 0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, (byte) 0x82, 1, 2 });
		write(new byte[] { 0x18, 0x53, (byte) 0x80, 0x67, 1, -1, -1, -1, -1, -1, -1, -1 });
		write(new byte[] { (byte) 0xec, 0x40, 3, 7, 7, 7 });
	}

	@Test
	void fillsHolesWithSilence() throws IOException {
		block(0, 200);
		block(200, 200);
		block(1400, 200);
		block(1600, 200);
		block(2600, 100);
		assertThat(audio(null)).isEqualTo("400 sound, 1000 silence, 400 sound, 800 silence, 100 sound");
	}

	@Test
	void beginsWithSilenceWhenTheAudioIsLate() throws IOException {
		block(2000, 200);
		assertThat(audio(null)).isEqualTo("2000 silence, 200 sound");
	}

	@Test
	void beginsWithTheAudioWhenNothingElseIsThere() throws IOException {
		block(2000, 200);
		block(3000, 200);
		assertThat(audio(null, true)).isEqualTo("200 sound, 800 silence, 200 sound");
	}

	@Test
	void leavesRoundedAndDriftingTimesAlone() throws IOException {
		for (int i = 0; i < 100; i++) {
			block(i * 105 + i % 2, 100);
		}
		block(99 * 105 + 1 + 100 + 99, 100);
		assertThat(audio(null)).isEqualTo("10100 sound");
	}

	@Test
	void fillsNothingWhenTheTimesGoBackAndForth() throws IOException {
		block(5000, 1000);
		block(2000, 1000);
		block(6000, 1000);
		block(7000, 1000);
		assertThat(audio(null)).isEqualTo("5000 silence, 4000 sound");
	}

	@Test
	void closesHolesThatCannotBeMeant() throws IOException {
		int hour = Timeline.LONGEST_HOLE_MILLIS;
		block(0, 200);
		block(200 + hour + 1, 200);
		block(hour + 1401, 200);
		block(Long.MAX_VALUE / 1000, 200);
		block(Long.MAX_VALUE / 1000 + 1200, 200);
		assertThat(audio(null)).isEqualTo("400 sound, 1000 silence, 600 sound");
	}

	@Test
	void closesHolesThatEndAfterTheVideo() throws IOException {
		block(0, 200);
		block(8000, 200);
		block(12_000, 200);
		assertThat(audio(Duration.ofSeconds(10))).isEqualTo("200 sound, 7800 silence, 400 sound");
	}

	@Test
	void fillsTheLongestHole() throws IOException {
		block(0, 200);
		block(200L + Timeline.LONGEST_HOLE_MILLIS, 200);
		assertThat(audio(null)).isEqualTo("200 sound, " + Timeline.LONGEST_HOLE_MILLIS + " silence, 200 sound");
	}

	@Test
	void endsWhereTheStreamBreaksOff() throws IOException {
		block(0, 200);
		block(200, 200);
		byte[] whole = this.stream.toByteArray();
		for (int length = 0; length < whole.length; length++) {
			int read = timeline(Arrays.copyOf(whole, length), null, false).readAllBytes().length;
			assertThat(read).isBetween(length - 80, length);
		}
	}

	@Test
	void readsAnythingInTime() throws IOException {
		for (int i = 0; i < 20; i++) {
			block(i * 20, 20);
		}
		byte[] valid = this.stream.toByteArray();
		for (int seed = 0; seed < 300; seed++) {
			byte[] mutated = Mutation.of(valid, valid.length, seed);
			long begin = System.nanoTime();
			Throwable thrown = catchThrowable(() -> timeline(mutated, null, false).readNBytes(MAX_BYTES));
			if (thrown != null) {
				assertThat(thrown).as("seed %d", seed).isInstanceOf(IOException.class);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("seed %d", seed)
				.isLessThan(Duration.ofSeconds(20));
		}
	}

	@Test
	void refusesBlocksThatFfmpegDoesNotWrite() {
		for (String block : new String[] { "a380", "a38381000080", "e78900000000000000ffff", "e788ffffffffffffffff" }) {
			this.stream.reset();
			write(HexFormat.of().parseHex("18538067ff1f43b675ff" + block + "a38681000080" + "00000000"));
			assertThatIOException().as(block).isThrownBy(() -> audio(null));
		}
	}

	private void block(long millis, int samples) throws IOException {
		int length = samples * FORMAT.sampleBytes();
		byte[] content = new byte[length];
		Arrays.fill(content, (byte) 1);
		// a cluster of unknown length with its time, and a block at that time
		write(new byte[] { 0x1f, 0x43, (byte) 0xb6, 0x75, (byte) 0xff, (byte) 0xe7, (byte) 0x88 });
		long cluster = Math.max(0, millis - 1);
		write(ByteBuffer.allocate(Long.BYTES).putLong(cluster).array());
		write(new byte[] { (byte) 0xa3 });
		write(ByteBuffer.allocate(Integer.BYTES).putInt(0x10000000 | length + 4).array());
		write(new byte[] { (byte) 0x81, 0, (byte) (millis - cluster), (byte) 0x80 });
		write(content);
	}

	private void write(byte[] bytes) {
		this.stream.writeBytes(bytes);
	}

	private String audio(@Nullable Duration declaredLength) throws IOException {
		return audio(declaredLength, false);
	}

	private String audio(@Nullable Duration declaredLength, boolean alone) throws IOException {
		StringBuilder found = new StringBuilder();
		try (Timeline timeline = timeline(this.stream.toByteArray(), declaredLength, alone)) {
			int last = -1;
			long samples = 0;
			byte[] sample = new byte[FORMAT.sampleBytes()];
			while (timeline.read(sample) > 0) {
				if (sample[0] != last && samples > 0) {
					found.append(samples).append((last == 0) ? " silence, " : " sound, ");
					samples = 0;
				}
				last = sample[0];
				samples++;
			}
			return found.append(samples).append((last == 0) ? " silence" : " sound").toString();
		}
	}

	private static Timeline timeline(byte[] stream, @Nullable Duration declaredLength, boolean alone) {
		return new Timeline(new MatroskaBlocks(new ByteArrayInputStream(stream)), FORMAT, declaredLength, alone);
	}

}
