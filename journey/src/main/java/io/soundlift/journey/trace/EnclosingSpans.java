package io.soundlift.journey.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelTraceContext;
import io.opentelemetry.api.trace.SpanContext;

/**
 * The current span of this process and the enclosing ones, such as that of the request or
 * of the message. They get the conversion's id only once it has been read.
 */
final class EnclosingSpans {

	private final List<Observation> innermostFirst = new ArrayList<>();

	EnclosingSpans(ObservationRegistry observations) {
		ObservationView next = observations.getCurrentObservation();
		while (next != null) {
			if (next instanceof Observation observation) {
				this.innermostFirst.add(observation);
			}
			next = next.getContextView().getParentObservation();
		}
	}

	void tag(String key, String value) {
		this.innermostFirst.forEach((observation) -> observation.highCardinalityKeyValue(key, value));
	}

	/**
	 * Links the outermost span to another trace's.
	 * @param traceContext the other span in W3C form; ignored if it is invalid
	 */
	void linkOutermost(Map<String, String> traceContext) {
		SpanContext other = io.opentelemetry.api.trace.Span.fromContext(StoredContext.of(traceContext))
			.getSpanContext();
		Span outermost = null;
		for (Observation observation : this.innermostFirst) {
			TracingContext tracing = observation.getContext().get(TracingContext.class);
			outermost = (tracing != null && tracing.getSpan() != null) ? tracing.getSpan() : outermost;
		}
		if (other.isValid() && outermost != null) {
			// the additional span that Micrometer wraps around that of a request accepts
			// no links
			io.opentelemetry.api.trace.Span.fromContext(OtelTraceContext.toOtelContext(outermost.context()))
				.addLink(other);
		}
	}

}
