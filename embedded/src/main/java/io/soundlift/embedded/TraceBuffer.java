package io.soundlift.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import org.jspecify.annotations.Nullable;

/**
 * Traces in memory, the longest untouched of which make room for new ones. Traces of
 * conversions are kept apart from the others, which are many and which nobody asks for:
 * those wait a while, since the span that tells the conversion may still come.
 */
final class TraceBuffer {

	private final InstantSource clock;

	private final Partition journeys;

	private final Partition others;

	private final int maxTraceBytes;

	/**
	 * A buffer.
	 * @param limits what is kept of traces of conversions
	 * @param clock tells how old traces are
	 */
	TraceBuffer(Limits limits, InstantSource clock) {
		this.clock = clock;
		this.journeys = new Partition(limits.maxBytes(), limits.maxAge());
		this.others = new Partition(limits.maxBytes() / 8, limits.maxAge().dividedBy(100));
		this.maxTraceBytes = limits.maxTraceBytes();
	}

	/**
	 * Keep spans, of whatever traces they are.
	 */
	synchronized void add(ExportTraceServiceRequest request) {
		Instant now = this.clock.instant();
		this.journeys.removeOld(now);
		this.others.removeOld(now);
		byTrace(request).forEach((traceId, spans) -> {
			StoredTrace trace = this.journeys.take(traceId);
			if (trace == null) {
				trace = this.others.take(traceId);
			}
			if (trace == null) {
				trace = new StoredTrace(traceId);
			}
			trace.add(spans.build(), now, this.maxTraceBytes);
			((trace.isJourney()) ? this.journeys : this.others).put(trace);
		});
	}

	private static Map<String, TracesData.Builder> byTrace(ExportTraceServiceRequest request) {
		Map<String, TracesData.Builder> traces = new LinkedHashMap<>();
		for (ResourceSpans ofResource : request.getResourceSpansList()) {
			for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
				Map<String, ScopeSpans.Builder> parts = new LinkedHashMap<>();
				for (Span span : ofScope.getSpansList()) {
					parts
						.computeIfAbsent(StoredTrace.hex(span.getTraceId()),
								(id) -> ScopeSpans.newBuilder().setScope(ofScope.getScope()))
						.addSpans(span);
				}
				parts.forEach((id, part) -> traces.computeIfAbsent(id, (key) -> TracesData.newBuilder())
					.addResourceSpans(
							ResourceSpans.newBuilder().setResource(ofResource.getResource()).addScopeSpans(part)));
			}
		}
		return traces;
	}

	/**
	 * Return a trace as an OTLP {@code TracesData} message.
	 * @param traceId 32 lower-case hex digits
	 * @return the message; {@code null} if there is no such trace
	 */
	synchronized byte @Nullable [] find(String traceId) {
		Instant now = this.clock.instant();
		this.journeys.removeOld(now);
		this.others.removeOld(now);
		StoredTrace trace = this.journeys.traces.get(traceId);
		if (trace == null) {
			trace = this.others.traces.get(traceId);
		}
		return (trace != null) ? trace.toBytes() : null;
	}

	/**
	 * Find the traces with a span of a conversion.
	 * @param conversionId the conversion
	 * @param from earliest end of a trace
	 * @param to latest beginning of a trace
	 * @param limit greatest number of traces
	 * @return the traces, the newest first
	 */
	synchronized List<TraceSummary> search(String conversionId, Instant from, Instant to, int limit) {
		this.journeys.removeOld(this.clock.instant());
		return this.journeys.traces.values()
			.stream()
			.filter((trace) -> trace.isAbout(conversionId))
			.map(StoredTrace::summary)
			.filter((trace) -> !trace.end().isBefore(from) && !trace.start().isAfter(to))
			.sorted((one, other) -> other.start().compareTo(one.start()))
			.limit(limit)
			.toList();
	}

	/**
	 * What is kept.
	 *
	 * @param maxBytes greatest size of all traces of conversions together
	 * @param maxAge time after which a trace is forgotten that gets no more spans
	 * @param maxTraceBytes greatest size of one trace; what comes later is dropped
	 */
	record Limits(long maxBytes, Duration maxAge, int maxTraceBytes) {
	}

	/**
	 * Traces of one kind, the longest untouched first.
	 */
	private static final class Partition {

		private final Map<String, StoredTrace> traces = new LinkedHashMap<>();

		private final long maxBytes;

		private final Duration maxAge;

		private long bytes;

		Partition(long maxBytes, Duration maxAge) {
			this.maxBytes = maxBytes;
			this.maxAge = maxAge;
		}

		@Nullable StoredTrace take(String traceId) {
			StoredTrace trace = this.traces.remove(traceId);
			this.bytes -= (trace != null) ? trace.bytes() : 0;
			return trace;
		}

		void put(StoredTrace trace) {
			this.traces.put(trace.traceId(), trace);
			this.bytes += trace.bytes();
			while (this.bytes > this.maxBytes) {
				take(this.traces.keySet().iterator().next());
			}
		}

		void removeOld(Instant now) {
			Instant oldest = now.minus(this.maxAge);
			List<String> old = new ArrayList<>();
			Iterator<StoredTrace> all = this.traces.values().iterator();
			boolean more = true;
			while (more && all.hasNext()) {
				StoredTrace trace = all.next();
				more = trace.touchedAt().isBefore(oldest);
				if (more) {
					old.add(trace.traceId());
				}
			}
			old.forEach(this::take);
		}

	}

}
