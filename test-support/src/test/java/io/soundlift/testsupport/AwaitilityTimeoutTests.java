package io.soundlift.testsupport;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.EvaluatedCondition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AwaitilityTimeout}.
 */
class AwaitilityTimeoutTests {

	@Test
	void givesWaitsWithoutLimitMoreThanTenSeconds() {
		long[] remaining = new long[1];
		ConditionEvaluationListener<Boolean> listener = (
				EvaluatedCondition<Boolean> condition) -> remaining[0] = condition.getRemainingTimeInMS();
		Awaitility.await().conditionEvaluationListener(listener).until(() -> true, Boolean.TRUE::equals);
		assertThat(Duration.ofMillis(remaining[0])).isGreaterThan(Duration.ofSeconds(30));
	}

}
