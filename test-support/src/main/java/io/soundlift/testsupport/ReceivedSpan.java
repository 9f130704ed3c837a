package io.soundlift.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A span as it arrived at a {@link TraceReceiver}.
 *
 * @param traceId the trace id, 32 lower-case hex digits
 * @param spanId the span id, 16 lower-case hex digits
 * @param parentSpanId the parent's span id; empty for a root span
 * @param name the span's name
 * @param service the resource's {@code service.name}; empty when absent
 * @param kind the kind, such as {@code SERVER} or {@code PRODUCER}
 * @param attributes the span's own attributes as text
 * @param status {@code UNSET}, {@code OK} or {@code ERROR}
 * @param links the spans this one is linked to
 * @param start when it began
 * @param duration how long it took
 */
public record ReceivedSpan(String traceId, String spanId, String parentSpanId, String name, String service, String kind,
		Map<String, String> attributes, String status, List<Link> links, Instant start, Duration duration) {

	/**
	 * A link from a span to another.
	 *
	 * @param traceId the other span's trace id, 32 lower-case hex digits
	 * @param spanId the other span's id, 16 lower-case hex digits
	 */
	public record Link(String traceId, String spanId) {

	}

}
