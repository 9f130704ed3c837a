package io.soundlift.cli.console;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Durations}.
 */
class DurationsTests {

	@ParameterizedTest
	@CsvSource({ "0,0 ms", "0.44,0.4 ms", "0.95,1 ms", "999.4,999 ms", "999.5,1.0 s", "59949,59.9 s", "59950,1 min 0 s",
			"125000,2 min 5 s", "3599499,59 min 59 s", "3599500,1 h 0 min", "3780000,1 h 3 min",
			"90000000,25 h 0 min" })
	void usesTheUnitThatSuits(double millis, String words) {
		assertThat(Durations.describe(millis)).isEqualTo(words);
	}

}
