package io.soundlift.testsupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link AwaitilityUncaughtExceptions}.
 */
class AwaitilityUncaughtExceptionsTests {

	@Test
	void waitGoesOnWhenAnotherThreadThrows() {
		Thread other = new Thread(() -> {
			throw new IllegalStateException("of no test");
		}, "left by another test");
		assertThatNoException().isThrownBy(() -> Awaitility.await().until(() -> {
			if (other.getState() == Thread.State.NEW) {
				other.start();
			}
			return other.getState() == Thread.State.TERMINATED;
		}));
	}

}
