package io.soundlift.journey.trace;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Conversion's id on log lines, taken from their span, also in spans that libraries start
 * and in other threads to which a span is passed.
 */
public final class ConversionIdLogContext implements ObservationHandler<Observation.Context> {

	private final Supplier<ObservationRegistry> observations;

	/**
	 * Creates a handler for the given registry.
	 * @param observations registry of the handler
	 */
	public ConversionIdLogContext(Supplier<ObservationRegistry> observations) {
		this.observations = observations;
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		put(idWithin(this.observations.get().getCurrentObservationScope()));
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		Observation.Scope closing = this.observations.get().getCurrentObservationScope();
		put((closing != null) ? idWithin(closing.getPreviousObservationScope()) : null);
	}

	@Override
	public void onScopeReset(Observation.Context context) {
		put(null);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	/**
	 * Searches outwards, since a disabled span has no link to the enclosing ones.
	 */
	private static @Nullable String idWithin(Observation.@Nullable Scope innermost) {
		Observation.Scope scope = innermost;
		String id = null;
		while (scope != null && id == null) {
			id = InheritedConversionId.of(scope.getCurrentObservation());
			scope = scope.getPreviousObservationScope();
		}
		return id;
	}

	static void put(@Nullable String id) {
		if (id != null) {
			MDC.put(JourneyAttributes.CONVERSION_ID, id);
		}
		else {
			MDC.remove(JourneyAttributes.CONVERSION_ID);
		}
	}

}
