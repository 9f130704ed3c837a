package io.soundlift.testsupport;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * Turns an OTLP export request into {@link ReceivedSpan}s.
 */
final class SpanReader {

	private SpanReader() {
	}

	static List<ReceivedSpan> read(ExportTraceServiceRequest request) {
		List<ReceivedSpan> spans = new ArrayList<>();
		for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
			String service = attributes(resourceSpans.getResource().getAttributesList()).getOrDefault("service.name",
					"");
			for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
				scopeSpans.getSpansList().forEach((span) -> spans.add(read(service, span)));
			}
		}
		return spans;
	}

	private static ReceivedSpan read(String service, Span span) {
		List<ReceivedSpan.Link> links = span.getLinksList()
			.stream()
			.map((link) -> new ReceivedSpan.Link(hex(link.getTraceId()), hex(link.getSpanId())))
			.toList();
		return new ReceivedSpan(hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
				span.getName(), service, span.getKind().name().replace("SPAN_KIND_", ""),
				attributes(span.getAttributesList()), span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
				links);
	}

	private static String hex(ByteString bytes) {
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

	private static Map<String, String> attributes(List<KeyValue> keyValues) {
		Map<String, String> attributes = new TreeMap<>();
		keyValues.forEach((keyValue) -> attributes.put(keyValue.getKey(), text(keyValue.getValue())));
		return attributes;
	}

	private static String text(AnyValue value) {
		return switch (value.getValueCase()) {
			case STRING_VALUE -> value.getStringValue();
			case BOOL_VALUE -> String.valueOf(value.getBoolValue());
			case INT_VALUE -> String.valueOf(value.getIntValue());
			case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
			case ARRAY_VALUE ->
				value.getArrayValue().getValuesList().stream().map(SpanReader::text).toList().toString();
			case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList()).toString();
			case BYTES_VALUE -> hex(value.getBytesValue());
			default -> "";
		};
	}

}
