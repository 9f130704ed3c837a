package io.soundlift.gateway.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.soundlift.journey.trace.JourneyAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A span of a trace, with all that it says. Not for the eyes of clients: attributes may
 * tell what is inside of the system.
 *
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId id of the parent; empty for none
 * @param service name of the service that recorded it
 * @param name name of the span
 * @param start when it began
 * @param end when it ended
 * @param ended whether it has ended; otherwise {@code end} is the present time
 * @param error whether it ended by an error
 * @param attributes its attributes as text
 * @param linkedTraces ids of the traces that it is linked to
 */
record RecordedSpan(String spanId, String parentSpanId, String service, String name, Instant start, Instant end,
		boolean ended, boolean error, Map<String, String> attributes, Set<String> linkedTraces) {

	/**
	 * Creates a span of a time that nothing has recorded.
	 * @param spanId an id that is no other span's
	 * @param step what it is
	 * @param start when it began
	 * @param end when it ended, or the present time
	 * @param ended whether it has ended
	 * @param attributes its attributes
	 * @return the span
	 */
	static RecordedSpan derived(String spanId, Step step, Instant start, Instant end, boolean ended,
			Map<String, String> attributes) {
		return new RecordedSpan(spanId, "", step.service(), step.technicalName(), start.isAfter(end) ? end : start, end,
				ended, false, attributes, Set.of());
	}

	@Nullable String attribute(String key) {
		return this.attributes.get(key);
	}

	/**
	 * Returns whether the span is about no other conversion than this.
	 * @param conversionId the conversion
	 * @return {@code false} if it names another
	 */
	boolean mayBelongTo(String conversionId) {
		String named = attribute(JourneyAttributes.CONVERSION_ID);
		return named == null || named.equals(conversionId);
	}

	Duration duration() {
		return Duration.between(this.start, this.end);
	}

	Optional<Step> step() {
		return Step.of(this);
	}

}
