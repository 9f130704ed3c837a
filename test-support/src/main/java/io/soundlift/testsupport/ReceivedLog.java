package io.soundlift.testsupport;

import java.util.Map;

/**
 * A log record as it arrived at a {@link TraceReceiver}.
 *
 * @param service the resource's {@code service.name}; empty when absent
 * @param logger name of the logger
 * @param severity the level, such as {@code WARN}
 * @param body what was logged
 * @param traceId the trace id, 32 lower-case hex digits; empty outside of a span
 * @param spanId the span id, 16 lower-case hex digits; empty outside of a span
 * @param attributes the record's own attributes as text, an exception's among them
 */
public record ReceivedLog(String service, String logger, String severity, String body, String traceId, String spanId,
		Map<String, String> attributes) {

}
