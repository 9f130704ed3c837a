package io.soundlift.gateway.journey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;

/**
 * Reads spans out of OTLP messages.
 */
final class TraceReader {

	private TraceReader() {
	}

	/**
	 * Reads all spans. Exporters may send one twice.
	 * @param trace a trace
	 * @return its spans, each once
	 */
	static List<RecordedSpan> read(TracesData trace) {
		List<RecordedSpan> spans = new ArrayList<>();
		Set<String> known = new HashSet<>();
		for (ResourceSpans ofResource : trace.getResourceSpansList()) {
			String service = attributes(ofResource.getResource().getAttributesList()).getOrDefault("service.name", "");
			for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
				ofScope.getSpansList()
					.stream()
					.map((span) -> read(service, span))
					.filter((span) -> known.add(span.spanId()))
					.forEach(spans::add);
			}
		}
		return spans;
	}

	private static RecordedSpan read(String service, Span span) {
		Instant start = Instant.EPOCH.plusNanos(span.getStartTimeUnixNano());
		Instant end = Instant.EPOCH.plusNanos(span.getEndTimeUnixNano());
		Set<String> linked = span.getLinksList()
			.stream()
			.map((link) -> hex(link.getTraceId()))
			.collect(Collectors.toUnmodifiableSet());
		return new RecordedSpan(hex(span.getSpanId()), hex(span.getParentSpanId()), service, span.getName(), start,
				end.isBefore(start) ? start : end, true,
				span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR, attributes(span.getAttributesList()),
				linked);
	}

	private static String hex(ByteString id) {
		return HexFormat.of().formatHex(id.toByteArray());
	}

	private static Map<String, String> attributes(List<KeyValue> attributes) {
		Map<String, String> texts = new HashMap<>();
		attributes.forEach((attribute) -> texts.put(attribute.getKey(), text(attribute.getValue())));
		return texts;
	}

	private static String text(AnyValue value) {
		return switch (value.getValueCase()) {
			case STRING_VALUE -> value.getStringValue();
			case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
			case INT_VALUE -> Long.toString(value.getIntValue());
			case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
			default -> "";
		};
	}

}
