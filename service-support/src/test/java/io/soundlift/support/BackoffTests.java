package io.soundlift.support;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(30));

	@ParameterizedTest
	@CsvSource({ "0,5", "1,5", "2,10", "3,20", "4,30", "5,30", "1000000,30" })
	void doublesUpToTheLongest(int failures, int seconds) {
		assertThat(this.backoff.after(failures)).isEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void isNeverLongerThanTheLongest() {
		assertThat(new Backoff(Duration.ofHours(2), Duration.ofHours(1)).after(1)).isEqualTo(Duration.ofHours(1));
	}

}
