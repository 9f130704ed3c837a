package io.soundlift.journey.upkeep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DutyCycle}.
 */
class DutyCycleTests {

	private final AtomicLong nanos = new AtomicLong(-7);

	private final List<Duration> rests = new ArrayList<>();

	private final DutyCycle dutyCycle = new DutyCycle(5, this.nanos::get, (time) -> {
		this.rests.add(time);
		this.nanos.addAndGet(time.toNanos());
	});

	@Test
	void worksForItsShareOfTheTime() {
		this.dutyCycle.begin();
		for (int part = 0; part < 1000; part++) {
			this.nanos.addAndGet(Duration.ofMillis(7).toNanos());
			this.dutyCycle.rest();
		}
		Duration rested = this.rests.stream().reduce(Duration.ZERO, Duration::plus);
		assertThat(rested).isBetween(Duration.ofSeconds(7 * 19 - 2), Duration.ofSeconds(7 * 19));
		assertThat(this.rests).allSatisfy((rest) -> assertThat(rest).isLessThan(Duration.ofSeconds(2)));
	}

	@ParameterizedTest
	@CsvSource({ "1, 99000", "30, 2333", "40, 1500", "75, 333", "99, 10" })
	void restsInProportionToEachShare(int percent, int expectedMillis) {
		DutyCycle cycle = new DutyCycle(percent, this.nanos::get, this.rests::add);
		cycle.begin();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		cycle.rest();
		assertThat(this.rests).singleElement().extracting(Duration::toMillis).isEqualTo((long) expectedMillis);
	}

	@Test
	void doesNotRestAtFullPace() {
		DutyCycle full = new DutyCycle(100, this.nanos::get, this.rests::add);
		full.begin();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		full.rest();
		assertThat(this.rests).containsExactly(Duration.ZERO);
	}

	@Test
	void endsWorkOfAnInterruptedThread() {
		DutyCycle interrupted = new DutyCycle(5, this.nanos::get, (time) -> {
			throw new InterruptedException();
		});
		interrupted.begin();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThatExceptionOfType(CancellationException.class).isThrownBy(interrupted::rest);
		assertThat(Thread.interrupted()).isTrue();
	}

}
