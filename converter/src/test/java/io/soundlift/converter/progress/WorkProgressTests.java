package io.soundlift.converter.progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkProgress}.
 */
class WorkProgressTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

	private final WorkProgress work = new WorkProgress(this.clock::get);

	@Test
	void hasDoneNothingAtFirst() {
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.FETCHING, 0, null, null));
		this.work.enter(Phase.PROBING);
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.PROBING, 0, null, null));
	}

	@Test
	void tellsPercentSpeedAndTimeLeftFromWorkOfAllChunks() {
		encode(minutes(60));
		pass(seconds(10));
		this.work.encoded(minutes(10));
		this.work.encoded(minutes(15));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 25, 90.0, 30L));
	}

	@Test
	void followsSpeedOfLastSecondsOnly() {
		encode(minutes(60));
		for (int i = 1; i <= 10; i++) {
			pass(seconds(2));
			this.work.encoded(seconds(i * 200));
			this.work.now();
		}
		for (int i = 1; i <= 11; i++) {
			pass(seconds(2));
			this.work.encoded(seconds(2000 + i * 20));
			this.work.now();
		}
		assertThat(this.work.now().speed()).as("others have come and taken their share").isEqualTo(10.0);
		assertThat(this.work.now().secondsLeft()).isEqualTo((3600 - 2000 - 220) / 10);
	}

	@Test
	void doesNotCountWorkOfEarlierAttemptAsSpeed() {
		encode(minutes(60));
		this.work.found(minutes(30));
		pass(seconds(10));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 50, null, null));
		this.work.encoded(minutes(45));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 75, 90.0, 10L));
	}

	@Test
	void neverGoesBackwards() {
		encode(minutes(10));
		this.work.encoded(minutes(6));
		assertThat(this.work.now().percent()).isEqualTo(60);
		this.work.encoded(minutes(5));
		assertThat(this.work.now().percent()).isEqualTo(60);
		this.work.expect(minutes(20));
		assertThat(this.work.now().percent()).isEqualTo(60);
		this.work.enter(Phase.STORING);
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.STORING, 60, null, null));
	}

	@Test
	void isNotCompleteBeforeTheMp3IsStored() {
		encode(minutes(10));
		pass(seconds(10));
		this.work.encoded(minutes(11));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 99, 66.0, null));
	}

	@Test
	void tellsSpeedButNoPercentWhenLengthIsUnknown() {
		encode(null);
		pass(seconds(2));
		this.work.encoded(minutes(1));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, null, 30.0, null));
	}

	@Test
	void tellsNoSpeedAfterAMoment() {
		encode(minutes(10));
		pass(Duration.ofMillis(100));
		this.work.encoded(seconds(60));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 10, null, null));
	}

	@Test
	void waitsWhenItHasNoEncoderForAWhile() {
		AtomicBoolean waits = new AtomicBoolean(true);
		encode(minutes(10));
		this.work.waitsWhile(waits::get);
		this.work.encoded(minutes(1));
		pass(seconds(1));
		assertThat(this.work.now().phase()).as("between two chunks").isEqualTo(Phase.ENCODING);
		pass(seconds(1));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.WAITING, 10, null, null));
		waits.set(false);
		assertThat(this.work.now().phase()).isEqualTo(Phase.ENCODING);
	}

	@Test
	void countsWhatHasToBeDoneAgainFromTheBeginning() {
		encode(minutes(10));
		this.work.encoded(minutes(8));
		this.work.enter(Phase.ENCODING);
		this.work.found(minutes(2));
		pass(seconds(1));
		this.work.encoded(minutes(3));
		assertThat(this.work.now()).isEqualTo(new Progress(Phase.ENCODING, 80, 60.0, 7L));
		pass(seconds(1));
		this.work.encoded(minutes(9));
		assertThat(this.work.now().percent()).isEqualTo(90);
	}

	private void encode(@Nullable Duration audio) {
		this.work.enter(Phase.ENCODING);
		this.work.expect(audio);
	}

	private void pass(Duration time) {
		this.clock.addAndGet(time.toNanos());
	}

	private static Duration minutes(int minutes) {
		return Duration.ofMinutes(minutes);
	}

	private static Duration seconds(int seconds) {
		return Duration.ofSeconds(seconds);
	}

}
