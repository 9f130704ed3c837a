package io.soundlift.journey.trace;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Conversion's id on spans that libraries start, taken from the span around them.
 */
public final class InheritedConversionId implements ObservationFilter {

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context.getHighCardinalityKeyValue(JourneyAttributes.CONVERSION_ID) == null) {
			String id = of(context.getParentObservation());
			// a disabled span hides the enclosing ones
			id = (id != null) ? id : MDC.get(JourneyAttributes.CONVERSION_ID);
			if (id != null) {
				context.addHighCardinalityKeyValue(KeyValue.of(JourneyAttributes.CONVERSION_ID, id));
			}
		}
		return context;
	}

	/**
	 * Returns the id of a span, or of the nearest enclosing one that has one.
	 * @param span where to begin
	 * @return the id, or {@code null} if none has one
	 */
	static @Nullable String of(@Nullable ObservationView span) {
		ObservationView next = span;
		while (next != null) {
			KeyValue id = next.getContextView().getHighCardinalityKeyValue(JourneyAttributes.CONVERSION_ID);
			if (id != null) {
				return id.getValue();
			}
			next = next.getContextView().getParentObservation();
		}
		return null;
	}

}
