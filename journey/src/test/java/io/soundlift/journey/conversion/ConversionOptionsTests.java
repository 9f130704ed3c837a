package io.soundlift.journey.conversion;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConversionOptions}.
 */
class ConversionOptionsTests {

	@ParameterizedTest
	@CsvSource({ "192000,2,,,,", ",,,,,", "33000,,,,,", ",10,,,,", ",-1,,,,", "192000,,3,,,", "192000,,,44000,,",
			"192000,,,24000,,", "80000,,,8000,,", "192000,,,,-1,", "192000,,,,2000,2000", "192000,,,,,0" })
	void refusesWhatCanNotBe(@Nullable Integer bitrate, @Nullable Integer quality, @Nullable Integer channels,
			@Nullable Integer sampleRate, @Nullable Long start, @Nullable Long end) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ConversionOptions(bitrate, quality, null, channels,
				sampleRate, millis(start), millis(end), null, null, null, Map.of(), null, null));
	}

	@Test
	void knowsTheBitRatesOfEachMpeg() {
		assertThat(ConversionOptions.bitratesAt(null)).hasSize(14).endsWith(320_000);
		assertThat(ConversionOptions.bitratesAt(32_000)).endsWith(320_000);
		assertThat(ConversionOptions.bitratesAt(24_000)).endsWith(160_000);
		assertThat(ConversionOptions.bitratesAt(16_000)).endsWith(160_000);
		assertThat(ConversionOptions.bitratesAt(12_000)).endsWith(64_000);
	}

	private static @Nullable Duration millis(@Nullable Long millis) {
		return (millis != null) ? Duration.ofMillis(millis) : null;
	}

}
