package io.soundlift.notifier.delivery;

import java.time.Duration;

import io.soundlift.notifier.NotifierProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetrySchedule}.
 */
class RetryScheduleTests {

	private final RetrySchedule schedule = new RetrySchedule(
			new NotifierProperties.Retry(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofDays(3)));

	@ParameterizedTest
	@CsvSource({ "1, PT30S", "2, PT1M", "3, PT2M", "7, PT32M", "8, PT1H", "9, PT1H", "1000000, PT1H" })
	void doublesDelayUpToMaximum(int tries, Duration expected) {
		assertThat(this.schedule.delayAfter(tries)).isEqualTo(expected);
	}

	@Test
	void isOverWhenMailIsTooOld() {
		assertThat(this.schedule.isOver(Duration.ofDays(3).minusMillis(1))).isFalse();
		assertThat(this.schedule.isOver(Duration.ofDays(3))).isTrue();
	}

}
