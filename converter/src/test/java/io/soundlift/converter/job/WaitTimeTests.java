package io.soundlift.converter.job;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaitTime}.
 */
@Timeout(20)
class WaitTimeTests {

	private final WaitTime waited = new WaitTime();

	@Test
	void countsAWaitWhileItGoesOnAndNoLonger() {
		assertThat(this.waited.total()).isZero();
		Duration within = this.waited.during(() -> {
			Duration begin = this.waited.total();
			while (this.waited.total().equals(begin)) {
				Thread.onSpinWait();
			}
			return this.waited.total();
		});
		Duration total = this.waited.total();
		assertThat(total).isGreaterThanOrEqualTo(within);
		assertThat(within).isPositive();
		assertThat(this.waited.total()).isEqualTo(total);
	}

}
