package io.soundlift.notifier.mail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Quantities}.
 */
class QuantitiesTests {

	@ParameterizedTest
	@CsvSource({ "0, 0:00", "499, 0:00", "59600, 1:00", "61000, 1:01", "3599000, 59:59", "3600000, 1:00:00",
			"360000000, 100:00:00" })
	void writesDuration(long millis, String expected) {
		assertThat(Quantities.duration(millis)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 bytes", "999, 999 bytes", "1000, 1.0 kB", "999949, 999.9 kB", "999950, 1.0 MB",
			"4200000, 4.2 MB", "3000000000, 3.0 GB", "5000000000000000, 5000.0 TB" })
	void writesSize(long bytes, String expected) {
		assertThat(Quantities.size(bytes)).isEqualTo(expected);
	}

}
