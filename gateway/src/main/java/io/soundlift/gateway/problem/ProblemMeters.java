package io.soundlift.gateway.problem;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counters of requests that were refused or failed, by type of problem.
 */
@Component
final class ProblemMeters {

	private final Meter.MeterProvider<Counter> problems;

	ProblemMeters(MeterRegistry meters) {
		this.problems = Counter.builder("soundlift.problems")
			.description("Requests that were answered with a problem")
			.withRegistry(meters);
		// all from the start: a series that begins with 1 instead of 0 has no rate
		for (ProblemType type : ProblemType.values()) {
			counter(type);
		}
	}

	/**
	 * Counts an answer.
	 * @param type what was wrong
	 */
	void answered(ProblemType type) {
		counter(type).increment();
	}

	private Counter counter(ProblemType type) {
		return this.problems.withTag("code", type.code());
	}

}
