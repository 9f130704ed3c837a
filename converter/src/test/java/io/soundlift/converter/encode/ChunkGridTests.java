package io.soundlift.converter.encode;

import java.time.Duration;
import java.util.List;

import io.soundlift.converter.decode.AudioFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChunkGrid}.
 */
class ChunkGridTests {

	private static final AudioFormat STEREO = new AudioFormat(44_100, 2);

	@ParameterizedTest
	@CsvSource({ "PT3M, 60", "PT16M, 60", "PT32M, 120", "PT1H, 225", "PT10H, 240", ", 60" })
	void chunksOfLongAudioAreUpToFourTimesAsLong(@Nullable Duration expected, long seconds) {
		ChunkGrid grid = ChunkGrid.of(STEREO, Duration.ofMinutes(1), expected);
		Duration length = STEREO.playingTime((long) grid.chunkFrames() * STEREO.frameSamples());
		assertThat(length).isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 2));
	}

	@Test
	void eachChunkBeginsWhereThePatternOfPaddingBytesDoes() {
		for (int minutes = 1; minutes < 200; minutes++) {
			ChunkGrid grid = ChunkGrid.of(STEREO, Duration.ofMinutes(1), Duration.ofMinutes(minutes));
			assertThat(grid.chunkFrames() % ChunkGrid.PERIOD).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 8_000, 22_050, 32_000, 44_100, 48_000 })
	void noChunkHasMoreSamplesThanTheMaximum(int sampleRate) {
		AudioFormat format = new AudioFormat(sampleRate, 2);
		for (Duration least : List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10))) {
			ChunkGrid grid = ChunkGrid.of(format, least, Duration.ofDays(1));
			long bytes = grid.overlapBytes() + (long) grid.chunkFrames() * format.frameBytes();
			assertThat(bytes).isBetween(1L, ChunkGrid.maxBytes(least));
		}
	}

	@Test
	void refusesALengthThatWouldShiftThePadding() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ChunkGrid(STEREO, 50 * ChunkGrid.PERIOD + 1));
	}

}
