package io.soundlift.converter.job;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counters of attempts by outcome, and of the speed at which audio is converted.
 */
final class ConversionMeters {

	static final String ATTEMPTS = "soundlift.conversion.attempts";

	private static final String NO_FAILURE = "none";

	private final MeterRegistry meters;

	private final Timer time;

	private final Counter audio;

	ConversionMeters(MeterRegistry meters, Failures failures) {
		this.meters = meters;
		this.time = Timer.builder("soundlift.conversion.time")
			.description("Time from the begin of fetching the video to the stored MP3")
			.serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15),
					Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(20))
			.register(meters);
		this.audio = Counter.builder("soundlift.audio.converted")
			.description("Playing time of the MP3s that were made")
			.baseUnit("seconds")
			.register(meters);
		// a series that starts at 1 instead of 0 has no rate
		for (String outcome : new String[] { "completed", "retried", "lost" }) {
			attempts(outcome, NO_FAILURE);
		}
		failures.codes().forEach((code) -> attempts("failed", code));
	}

	/**
	 * Counts an MP3, whether or not its attempt succeeds in the end.
	 * @param playing its playing time
	 * @param taken how long the attempt took
	 */
	void converted(Duration playing, Duration taken) {
		this.audio.increment(playing.toMillis() / 1000.0);
		this.time.record(taken);
	}

	void completed() {
		attempts("completed", NO_FAILURE).increment();
	}

	void failed(String code) {
		attempts("failed", code).increment();
	}

	void retried() {
		attempts("retried", NO_FAILURE).increment();
	}

	void lost() {
		attempts("lost", NO_FAILURE).increment();
	}

	private Counter attempts(String outcome, String failure) {
		return Counter.builder(ATTEMPTS)
			.description("Attempts that have ended")
			.tag("outcome", outcome)
			.tag("failure", failure)
			.register(this.meters);
	}

}
