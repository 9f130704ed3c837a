package io.soundlift.embedded;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;

/**
 * One trace as the exporters sent it, in pieces. The pieces one after the other are the
 * whole: that is how protobuf merges messages.
 */
final class StoredTrace {

	/** The attribute that all spans of a conversion have. */
	static final String CONVERSION_ID = "soundlift.conversion.id";

	private static final int MAX_CONVERSIONS = 8;

	/** Objects around a trace and a piece, roughly. */
	private static final int OVERHEAD_BYTES = 128;

	private final String traceId;

	private final List<byte[]> pieces = new ArrayList<>();

	private final Set<String> conversions = new HashSet<>();

	private long bytes = OVERHEAD_BYTES;

	private Instant touchedAt = Instant.EPOCH;

	private Instant start = Instant.MAX;

	private Instant end = Instant.EPOCH;

	private String rootService = "";

	private String rootName = "";

	StoredTrace(String traceId) {
		this.traceId = traceId;
	}

	void add(TracesData spans, Instant now, int maxBytes) {
		this.touchedAt = now;
		byte[] piece = spans.toByteArray();
		if (this.bytes + piece.length + OVERHEAD_BYTES > maxBytes) {
			return;
		}
		this.bytes += piece.length + OVERHEAD_BYTES;
		this.pieces.add(piece);
		for (ResourceSpans ofResource : spans.getResourceSpansList()) {
			for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
				ofScope.getSpansList().forEach((span) -> look(ofResource.getResource(), span));
			}
		}
	}

	private void look(Resource resource, Span span) {
		Instant spanStart = Instant.EPOCH.plusNanos(span.getStartTimeUnixNano());
		Instant spanEnd = Instant.EPOCH.plusNanos(span.getEndTimeUnixNano());
		this.start = spanStart.isBefore(this.start) ? spanStart : this.start;
		this.end = spanEnd.isAfter(this.end) ? spanEnd : this.end;
		if (span.getParentSpanId().isEmpty()) {
			this.rootService = text(resource.getAttributesList(), "service.name");
			this.rootName = span.getName();
		}
		String conversion = text(span.getAttributesList(), CONVERSION_ID);
		if (!conversion.isEmpty() && this.conversions.size() < MAX_CONVERSIONS) {
			this.conversions.add(conversion);
		}
	}

	private static String text(List<KeyValue> attributes, String key) {
		return attributes.stream()
			.filter((attribute) -> attribute.getKey().equals(key))
			.map((attribute) -> attribute.getValue().getStringValue())
			.findFirst()
			.orElse("");
	}

	static String hex(ByteString id) {
		return HexFormat.of().formatHex(id.toByteArray());
	}

	String traceId() {
		return this.traceId;
	}

	long bytes() {
		return this.bytes;
	}

	Instant touchedAt() {
		return this.touchedAt;
	}

	boolean isJourney() {
		return !this.conversions.isEmpty();
	}

	boolean isAbout(String conversionId) {
		return this.conversions.contains(conversionId);
	}

	TraceSummary summary() {
		return new TraceSummary(this.traceId, this.rootService, this.rootName, this.start, this.end);
	}

	byte[] toBytes() {
		ByteArrayOutputStream whole = new ByteArrayOutputStream((int) this.bytes);
		this.pieces.forEach(whole::writeBytes);
		return whole.toByteArray();
	}

}
