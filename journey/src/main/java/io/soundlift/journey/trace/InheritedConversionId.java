package io.soundlift.journey.trace;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives the spans that libraries start the conversion's id of the span around them.
 */
public final class InheritedConversionId implements ObservationFilter {

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context.getHighCardinalityKeyValue(JourneyAttributes.CONVERSION_ID) == null) {
			KeyValue id = inherited(context.getParentObservation());
			if (id != null) {
				context.addHighCardinalityKeyValue(id);
			}
		}
		return context;
	}

	private static @Nullable KeyValue inherited(@Nullable ObservationView parent) {
		ObservationView outer = parent;
		while (outer != null) {
			KeyValue id = outer.getContextView().getHighCardinalityKeyValue(JourneyAttributes.CONVERSION_ID);
			if (id != null) {
				return id;
			}
			outer = outer.getContextView().getParentObservation();
		}
		// a span that is switched off hides those around it
		String step = MDC.get(JourneyAttributes.CONVERSION_ID);
		return (step != null) ? KeyValue.of(JourneyAttributes.CONVERSION_ID, step) : null;
	}

}
