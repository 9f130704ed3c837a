package io.soundlift.journey.trace;

import java.time.Clock;
import java.util.List;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.TraceReceiver;
import org.awaitility.Awaitility;

/**
 * Tracing that exports each span to a receiver in this process as soon as it has ended.
 */
final class TestTraces implements AutoCloseable {

	private final TraceReceiver receiver = TraceReceiver.start();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor
			.create(OtlpHttpSpanExporter.builder().setEndpoint(this.receiver.endpoint()).build()))
		.build();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final JourneyTracing tracing;

	TestTraces() {
		Tracer otel = this.provider.get("test");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		this.observations.observationConfig()
			.observationFilter(new InheritedConversionId())
			.observationFilter(new MessagingAttributes())
			.observationHandler(new ConversionIdLogContext(() -> this.observations))
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					List.of(new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
							new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
							new DefaultTracingObservationHandler(tracer))));
		this.tracing = new JourneyTracing(this.observations, tracer, propagator, "test", Clock.systemUTC());
	}

	JourneyTracing tracing() {
		return this.tracing;
	}

	ObservationRegistry observations() {
		return this.observations;
	}

	ReceivedSpan span(String name) {
		return Awaitility.await()
			.until(() -> this.receiver.spans().stream().filter((span) -> span.name().equals(name)).toList(),
					(spans) -> spans.size() == 1)
			.get(0);
	}

	@Override
	public void close() {
		this.provider.close();
		this.receiver.close();
	}

}
