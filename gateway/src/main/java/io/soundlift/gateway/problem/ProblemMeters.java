package io.soundlift.gateway.problem;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts requests that were refused or failed, by what was wrong.
 */
@Component
final class ProblemMeters {

	private final Map<ProblemType, Counter> counters = new EnumMap<>(ProblemType.class);

	ProblemMeters(MeterRegistry meters) {
		// all from the start: a series that begins with 1 instead of 0 has no rate
		for (ProblemType type : ProblemType.values()) {
			this.counters.put(type,
					Counter.builder("soundlift.problems")
						.description("Requests that were answered with a problem")
						.tag("code", type.code())
						.register(meters));
		}
	}

	/**
	 * Counts an answer.
	 * @param type what was wrong
	 */
	void answered(ProblemType type) {
		Counter counter = this.counters.get(type);
		if (counter != null) {
			counter.increment();
		}
	}

}
