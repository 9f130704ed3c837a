package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.support.Backoff;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private final RetryPolicy policy = new RetryPolicy(3, new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(60)));

	@Test
	void doublesTheWaitUpToItsBound() {
		assertThat(this.policy.delayAfter(1)).hasSeconds(5);
		assertThat(this.policy.delayAfter(2)).hasSeconds(10);
		assertThat(this.policy.delayAfter(4)).hasSeconds(40);
		assertThat(this.policy.delayAfter(5)).hasSeconds(60);
		assertThat(this.policy.delayAfter(1_000_000)).hasSeconds(60);
	}

	@Test
	void allowsAsManyAttemptsAsItSays() {
		assertThat(this.policy.allowsAfter(2)).isTrue();
		assertThat(this.policy.allowsAfter(3)).isFalse();
		assertThat(this.policy.isExceededBy(3)).isFalse();
		assertThat(this.policy.isExceededBy(4)).isTrue();
	}

}
