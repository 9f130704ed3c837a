package io.soundlift.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * Turns OTLP export requests into {@link ReceivedSpan}s and {@link ReceivedLog}s.
 */
final class OtlpReader {

	private OtlpReader() {
	}

	static List<ReceivedSpan> spans(ExportTraceServiceRequest request) {
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

	static List<ReceivedLog> logs(ExportLogsServiceRequest request) {
		List<ReceivedLog> logs = new ArrayList<>();
		for (ResourceLogs resourceLogs : request.getResourceLogsList()) {
			String service = attributes(resourceLogs.getResource().getAttributesList()).getOrDefault("service.name",
					"");
			for (ScopeLogs scopeLogs : resourceLogs.getScopeLogsList()) {
				String logger = scopeLogs.getScope().getName();
				scopeLogs.getLogRecordsList()
					.forEach((log) -> logs
						.add(new ReceivedLog(service, logger, log.getSeverityText(), text(log.getBody()),
								hex(log.getTraceId()), hex(log.getSpanId()), attributes(log.getAttributesList()))));
			}
		}
		return logs;
	}

	private static ReceivedSpan read(String service, Span span) {
		List<ReceivedSpan.Link> links = span.getLinksList()
			.stream()
			.map((link) -> new ReceivedSpan.Link(hex(link.getTraceId()), hex(link.getSpanId())))
			.toList();
		return new ReceivedSpan(hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
				span.getName(), service, span.getKind().name().replace("SPAN_KIND_", ""),
				attributes(span.getAttributesList()), span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
				links, Instant.ofEpochSecond(0, span.getStartTimeUnixNano()),
				Duration.ofNanos(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()));
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
				value.getArrayValue().getValuesList().stream().map(OtlpReader::text).toList().toString();
			case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList()).toString();
			case BYTES_VALUE -> hex(value.getBytesValue());
			default -> "";
		};
	}

}
