package io.soundlift.converter.encode;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

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
		Duration length = STEREO.playingTime((long) grid.frames(2) * STEREO.frameSamples());
		assertThat(length).isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 2));
	}

	@Test
	void eachChunkBeginsWhereThePatternOfPaddingBytesDoes() {
		for (int minutes = 1; minutes < 200; minutes++) {
			ChunkGrid grid = ChunkGrid.of(STEREO, Duration.ofMinutes(1), Duration.ofMinutes(minutes));
			assertThat(grid.frames(0) % ChunkGrid.PERIOD).isZero();
			assertThat(grid.frames(2) % ChunkGrid.PERIOD).isZero();
			assertThat(grid.frames(grid.count(Duration.ofMinutes(minutes))) % ChunkGrid.PERIOD).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 8_000, 22_050, 32_000, 44_100, 48_000 })
	void noChunkHasMoreSamplesThanTheMaximum(int sampleRate) {
		AudioFormat format = new AudioFormat(sampleRate, 2);
		for (Duration least : List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10))) {
			ChunkGrid grid = ChunkGrid.of(format, least, Duration.ofDays(1));
			long bytes = grid.overlapBytes() + (long) grid.frames(2) * format.frameBytes();
			assertThat(bytes).isBetween(1L, ChunkGrid.maxBytes(least));
		}
	}

	@ParameterizedTest
	@CsvSource({ "PT3M, 3", "PT16M, 16", "PT32M, 19", "PT1H, 25", "PT10H, 158" })
	void theFirstAndTheLastChunksOfLongAudioAreAsShortAsAny(Duration length, int count) {
		ChunkGrid grid = ChunkGrid.of(STEREO, Duration.ofMinutes(1), length);
		assertThat(grid.count(length)).isEqualTo(count);
		assertThat(IntStream.of(0, 1, count - 2).mapToObj(grid::frames))
			.allSatisfy((frames) -> assertThat(STEREO.playingTime((long) frames * STEREO.frameSamples()))
				.isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62)));
	}

	@Test
	void countsAllFramesInChunks() {
		for (int seconds = 1; seconds < 20_000; seconds += 7) {
			Duration length = Duration.ofSeconds(seconds);
			ChunkGrid grid = ChunkGrid.of(STEREO, Duration.ofMinutes(1), length.multipliedBy(3).dividedBy(4));
			int count = grid.count(length);
			long before = IntStream.range(0, count - 1).mapToLong(grid::frames).sum();
			assertThat(length.toMillis() * 44_100 / 1000 / STEREO.frameSamples()).isBetween(before,
					before + grid.frames(count - 1) - 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "2451, 2450", "2450, 2451", "49, 2450" })
	void refusesALengthThatWouldShiftThePadding(int longFrames, int shortFrames) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ChunkGrid(STEREO, longFrames, 1, shortFrames));
	}

}
