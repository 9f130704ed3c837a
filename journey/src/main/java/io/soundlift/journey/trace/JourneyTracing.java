package io.soundlift.journey.trace;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Spans of a conversion's journey, the steps that are stored for its owner, and the trace
 * context that is passed through the database. Each span that is started here is a step,
 * whether or not spans are exported.
 */
public final class JourneyTracing {

	private final ObservationRegistry observations;

	private final Tracer tracer;

	private final Propagator propagator;

	private final String service;

	private final Clock clock;

	/**
	 * Creates the tracing of a service.
	 * @param observations registry in which spans are started
	 * @param tracer source of the current span
	 * @param propagator reader and writer of trace contexts
	 * @param service name of this service
	 * @param clock clock of steps
	 */
	public JourneyTracing(ObservationRegistry observations, Tracer tracer, Propagator propagator, String service,
			Clock clock) {
		this.observations = observations;
		this.tracer = tracer;
		this.propagator = propagator;
		this.service = service;
		this.clock = clock;
	}

	/**
	 * Runs work in a child span of the current span.
	 * @param name name of the span, lower case with dots
	 * @param conversionId the conversion that the work is for
	 * @param work what to do; its exception marks the span and leaves unchanged
	 * @param <T> type of the result
	 * @return the work's result
	 */
	public <T extends @Nullable Object> T span(String name, String conversionId, Supplier<T> work) {
		boolean redelivered = MessagingAttributes.isRedelivered(this.observations.getCurrentObservation());
		return observe(Observation.createNotStarted(name, this.observations), name, conversionId, () -> {
			OngoingStep step = currentStep();
			if (redelivered && step != null) {
				step.tag(MessagingAttributes.REDELIVERED, "true");
			}
			return work.get();
		});
	}

	/**
	 * Runs work in a child span of the current span.
	 * @param name name of the span, lower case with dots
	 * @param conversionId the conversion that the work is for
	 * @param work what to do; its exception marks the span and leaves unchanged
	 */
	public void span(String name, String conversionId, Runnable work) {
		this.<@Nullable Object>span(name, conversionId, () -> {
			work.run();
			return null;
		});
	}

	/**
	 * Runs work in a span whose parent is a stored trace context, whatever the current
	 * span is.
	 * @param traceContext what {@link #currentContext()} returned; a new trace begins
	 * when it is empty
	 * @param name name of the span, lower case with dots
	 * @param conversionId the conversion that the work is for
	 * @param work what to do; its exception marks the span and leaves unchanged
	 */
	public void continued(Map<String, String> traceContext, String name, String conversionId, Runnable work) {
		this.<@Nullable Object>continued(Kind.PRODUCER, traceContext, name, conversionId, () -> {
			work.run();
			return null;
		});
	}

	/**
	 * Runs work for a request in a span whose parent is a stored trace context, and links
	 * the request's own span to it.
	 * @param traceContext what {@link #currentContext()} returned; a new trace begins
	 * when it is empty
	 * @param name name of the span, lower case with dots
	 * @param conversionId the conversion that the work is for
	 * @param work what to do; its exception marks the span and leaves unchanged
	 * @param <T> type of the result
	 * @return the work's result
	 */
	public <T extends @Nullable Object> T resumed(Map<String, String> traceContext, String name, String conversionId,
			Supplier<T> work) {
		link(traceContext);
		return continued(Kind.SERVER, traceContext, name, conversionId, work);
	}

	private <T extends @Nullable Object> T continued(Kind kind, Map<String, String> traceContext, String name,
			String conversionId, Supplier<T> work) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, kind);
		context.setCarrier(traceContext);
		return observe(Observation.createNotStarted(name, () -> context, this.observations), name, conversionId, work);
	}

	/**
	 * Logs about a conversion outside of its spans, as scheduled work does: the line gets
	 * the conversion's id, and the ids of a stored trace context. No span is started.
	 * @param traceContext what {@link #currentContext()} returned
	 * @param conversionId the conversion that the line is about
	 * @param log action that writes the line
	 */
	public void log(Map<String, String> traceContext, String conversionId, Runnable log) {
		String previous = MDC.get(JourneyAttributes.CONVERSION_ID);
		Scope stored = StoredContext.of(traceContext).makeCurrent();
		try {
			MDC.put(JourneyAttributes.CONVERSION_ID, conversionId);
			log.run();
		}
		finally {
			stored.close();
			ConversionIdLogContext.put(previous);
		}
	}

	/**
	 * Adds an attribute to the current span.
	 * @param key name of the attribute
	 * @param value its value
	 */
	public void tag(String key, String value) {
		Observation current = this.observations.getCurrentObservation();
		if (current != null) {
			current.highCardinalityKeyValue(key, value);
		}
		OngoingStep step = currentStep();
		if (step != null) {
			step.tag(key, value);
		}
	}

	/**
	 * Adds a number to the current span.
	 * @param key name of the attribute
	 * @param value its value
	 */
	public void tag(String key, long value) {
		Span current = this.tracer.currentSpan();
		if (current != null) {
			current.tag(key, value);
		}
		OngoingStep step = currentStep();
		if (step != null) {
			step.tag(key, value);
		}
	}

	/**
	 * Adds a number to the current span.
	 * @param key name of the attribute
	 * @param value its value
	 */
	public void tag(String key, double value) {
		Span current = this.tracer.currentSpan();
		if (current != null) {
			current.tag(key, value);
		}
		OngoingStep step = currentStep();
		if (step != null) {
			step.tag(key, value);
		}
	}

	/**
	 * Tags the current span and the enclosing ones in this process with a conversion that
	 * was unknown when they began: spans of a request or of a message. Their log lines
	 * have the id from now on.
	 * @param conversionId the conversion; {@code null} for none, as in a broken message
	 */
	public void isAbout(@Nullable String conversionId) {
		if (conversionId != null) {
			new EnclosingSpans(this.observations).tag(JourneyAttributes.CONVERSION_ID, conversionId);
			if (this.observations.getCurrentObservation() != null) {
				// until the span ends
				MDC.put(JourneyAttributes.CONVERSION_ID, conversionId);
			}
		}
	}

	/**
	 * Links the span of the request to a stored trace context, and leaves it in its own
	 * trace.
	 * @param traceContext what {@link #currentContext()} returned; nothing is done when
	 * it is empty
	 */
	public void link(Map<String, String> traceContext) {
		new EnclosingSpans(this.observations).linkOutermost(traceContext);
	}

	/**
	 * Links the current span to that of another trace which does the same work.
	 * @param traceContext what {@link #currentContext()} returned; nothing is done when
	 * it is empty
	 */
	public void linkCurrent(Map<String, String> traceContext) {
		SpanContext other = io.opentelemetry.api.trace.Span.fromContext(StoredContext.of(traceContext))
			.getSpanContext();
		if (other.isValid()) {
			io.opentelemetry.api.trace.Span.current().addLink(other);
		}
	}

	/**
	 * Trace context of the current span in W3C form.
	 * @return header values by header name; empty without a current span
	 */
	public Map<String, String> currentContext() {
		TraceContext context = this.tracer.currentTraceContext().context();
		Map<String, String> carrier = new HashMap<>();
		if (context != null) {
			this.propagator.inject(context, carrier, (map, key, value) -> {
				if (map != null) {
					map.put(key, value);
				}
			});
		}
		carrier.keySet().retainAll(List.of("traceparent", "tracestate"));
		return Map.copyOf(carrier);
	}

	/**
	 * Id of the current trace.
	 * @return 32 hexadecimal digits, or {@code null} without a current span
	 */
	public @Nullable String currentTraceId() {
		TraceContext context = this.tracer.currentTraceContext().context();
		return (context != null && !context.traceId().isEmpty()) ? context.traceId() : null;
	}

	/**
	 * Creates a step that begins now, for a span that begins later.
	 * @param name name of the span
	 * @return the step, for {@link #stepBegan}
	 */
	public JourneyStep begin(String name) {
		return new OngoingStep(name, this.service, this.clock.instant()).soFar();
	}

	/**
	 * Records that the step of the current span began before the span did.
	 * @param id id of the step
	 * @param at when it began
	 */
	public void stepBegan(String id, Instant at) {
		OngoingStep step = currentStep();
		if (step != null) {
			step.began(id, at);
		}
	}

	/**
	 * Returns the outermost step that the current span is a part of.
	 * @return the step as far as it has come; {@code null} if there is none
	 */
	public @Nullable JourneyStep ongoingStep() {
		OngoingStep outermost = null;
		ObservationView next = this.observations.getCurrentObservation();
		while (next != null) {
			OngoingStep step = next.getContextView().get(OngoingStep.class);
			outermost = (step != null) ? step : outermost;
			next = next.getContextView().getParentObservation();
		}
		return (outermost != null) ? outermost.soFar() : null;
	}

	/**
	 * Returns the outermost step that the current span is a part of, as one that ends
	 * now.
	 * @return the step; {@code null} if there is none
	 */
	public @Nullable JourneyStep endingStep() {
		JourneyStep step = ongoingStep();
		return (step != null) ? step.ended(this.clock.instant()) : null;
	}

	private @Nullable OngoingStep currentStep() {
		Observation current = this.observations.getCurrentObservation();
		return (current != null) ? current.getContext().get(OngoingStep.class) : null;
	}

	private <T extends @Nullable Object> T observe(Observation observation, String name, String conversionId,
			Supplier<T> work) {
		observation.highCardinalityKeyValues(KeyValues.of(KeyValue.of(JourneyAttributes.CONVERSION_ID, conversionId)));
		if (observation.isNoop()) {
			return observation.observe(work);
		}
		OngoingStep step = new OngoingStep(name, this.service, this.clock.instant());
		OngoingStep whole = currentStep();
		if (whole != null) {
			whole.add(step);
		}
		observation.getContext().put(OngoingStep.class, step);
		try {
			return observation.observe(work);
		}
		catch (RuntimeException | Error ex) {
			step.fail();
			throw ex;
		}
		finally {
			step.end(this.clock.instant());
		}
	}

}
