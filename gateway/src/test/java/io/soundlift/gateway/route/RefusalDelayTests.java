package io.soundlift.gateway.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.web.servlet.function.AsyncServerResponse;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/**
 * Tests for {@link RefusalDelay}.
 */
class RefusalDelayTests {

	private final AtomicInteger answered = new AtomicInteger();

	@Test
	void answersAtOnceWhenTooManyAnswersAreDelayed() {
		RefusalDelay delay = new RefusalDelay(Duration.ofHours(1));
		for (int i = 0; i < 64; i++) {
			delay.delayed(this::refuse);
		}
		assertThat(this.answered).hasValue(0);
		delay.delayed(this::refuse);
		assertThat(this.answered).hasValue(1);
	}

	@Test
	void answersAllThatItHasDelayedAndDelaysOthersAfterThem() {
		RefusalDelay delay = new RefusalDelay(Duration.ofMillis(1));
		for (int i = 0; i < 64; i++) {
			delay.delayed(this::refuse);
		}
		await().untilAtomic(this.answered, equalTo(64));
		assertThat(delay.delayed(this::refuse)).isInstanceOf(AsyncServerResponse.class);
	}

	private ServerResponse refuse() {
		this.answered.incrementAndGet();
		return ServerResponse.status(429).build();
	}

}
