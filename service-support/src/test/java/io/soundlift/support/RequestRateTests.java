package io.soundlift.support;

import java.time.Duration;
import java.time.Instant;

import io.soundlift.testsupport.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for bounds of how often something may be done.
 */
class RequestRateTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final RequestRate rate = new RequestRate(60, this.clock);

	@Test
	void servesAMinutesWorthAtOnceAndThenOneEachInterval() {
		for (int i = 0; i < 60; i++) {
			assertThat(this.rate.tryAcquire("anna")).isZero();
		}
		assertThat(this.rate.tryAcquire("anna")).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
		assertThat(this.rate.tryAcquire("bert")).isZero();
		this.clock.advance(Duration.ofMillis(1100));
		assertThat(this.rate.tryAcquire("anna")).isZero();
		assertThat(this.rate.tryAcquire("anna")).isPositive();
		this.clock.advance(Duration.ofMinutes(2));
		for (int i = 0; i < 60; i++) {
			assertThat(this.rate.tryAcquire("anna")).isZero();
		}
	}

	@Test
	void servesNoMoreAtOnceThanTheBurst() {
		RequestRate smooth = new RequestRate(60, 10, this.clock);
		for (int i = 0; i < 10; i++) {
			assertThat(smooth.tryAcquire("anna")).isZero();
		}
		assertThat(smooth.tryAcquire("anna")).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
		int served = 0;
		for (int second = 0; second < 60; second++) {
			this.clock.advance(Duration.ofSeconds(1));
			served += smooth.tryAcquire("anna").isZero() ? 1 : 0;
			assertThat(smooth.tryAcquire("anna")).isPositive();
		}
		assertThat(served).isEqualTo(60);
	}

	@Test
	void countsNoRequestThatIsRefused() {
		for (int i = 0; i < 500; i++) {
			this.rate.tryAcquire("anna");
		}
		assertThat(this.rate.tryAcquire("anna")).isLessThanOrEqualTo(Duration.ofMillis(1001));
	}

	@Test
	void remembersABoundedNumberOfSubjects() {
		for (int i = 0; i < 60; i++) {
			this.rate.tryAcquire("anna");
		}
		for (int i = 1; i < 10_000; i++) {
			this.rate.tryAcquire("somebody " + i);
		}
		assertThat(this.rate.tryAcquire("anna")).isPositive();
		for (int i = 0; i < 10_000; i++) {
			this.rate.tryAcquire("somebody else " + i);
		}
		assertThat(this.rate.tryAcquire("anna")).isZero();
	}

	@Test
	void servesAnyNumberWithoutABound() {
		RequestRate none = new RequestRate(0, this.clock);
		for (int i = 0; i < 1000; i++) {
			assertThat(none.tryAcquire("anna")).isZero();
		}
	}

}
