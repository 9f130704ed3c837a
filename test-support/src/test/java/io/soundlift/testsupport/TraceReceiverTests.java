package io.soundlift.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceReceiver}.
 */
class TraceReceiverTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final ReceivedSpan SPAN = new ReceivedSpan(TRACE_ID, "b7ad6b7169203331", "00f067aa0ba902b7",
			"convert", "converter", "CONSUMER", Map.of("attempt", "2", "soundlift.conversion.id", "abc"), "ERROR",
			List.of(new ReceivedSpan.Link(TRACE_ID, "00f067aa0ba902b7")), Instant.ofEpochSecond(1_700_000_000, 5),
			Duration.ofMillis(12));

	@Test
	void receivesPlainAndCompressedSpans() throws Exception {
		try (TraceReceiver receiver = TraceReceiver.start()) {
			assertThat(send(receiver.endpoint(), request().toByteArray(), "identity")).isEqualTo(200);
			assertThat(receiver.spans()).containsExactly(SPAN);
			assertThat(send(receiver.endpoint(), gzip(request().toByteArray()), "gzip")).isEqualTo(200);
			assertThat(receiver.spans(TRACE_ID)).containsExactly(SPAN, SPAN);
			assertThat(receiver.spans("other")).isEmpty();
			receiver.clear();
			assertThat(receiver.spans()).isEmpty();
		}
	}

	@Test
	void receivesLogs() throws Exception {
		LogRecord log = LogRecord.newBuilder()
			.setSeverityText("WARN")
			.setBody(AnyValue.newBuilder().setStringValue("Begins"))
			.setTraceId(ByteString.fromHex(TRACE_ID))
			.addAttributes(attribute("soundlift.conversion.id", AnyValue.newBuilder().setStringValue("abc")))
			.build();
		ExportLogsServiceRequest request = ExportLogsServiceRequest.newBuilder()
			.addResourceLogs(ResourceLogs.newBuilder()
				.setResource(resource())
				.addScopeLogs(ScopeLogs.newBuilder()
					.setScope(InstrumentationScope.newBuilder().setName("io.soundlift.Worker"))
					.addLogRecords(log)))
			.build();
		try (TraceReceiver receiver = TraceReceiver.start()) {
			assertThat(send(receiver.logsEndpoint(), request.toByteArray(), "identity")).isEqualTo(200);
			assertThat(receiver.logs()).containsExactly(new ReceivedLog("converter", "io.soundlift.Worker", "WARN",
					"Begins", TRACE_ID, "", Map.of("soundlift.conversion.id", "abc")));
			assertThat(receiver.spans()).isEmpty();
			receiver.clear();
			assertThat(receiver.logs()).isEmpty();
		}
	}

	@Test
	void refusesWhatIsNoExportRequest() throws Exception {
		try (TraceReceiver receiver = TraceReceiver.start()) {
			assertThat(send(receiver.endpoint(), new byte[] { 1, 2, 3 }, "identity")).isEqualTo(400);
			assertThat(send(receiver.logsEndpoint(), new byte[] { 1, 2, 3 }, "identity")).isEqualTo(400);
			assertThat(receiver.spans()).isEmpty();
			assertThat(receiver.logs()).isEmpty();
		}
	}

	private static int send(String endpoint, byte[] body, String encoding) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
			.header("Content-Type", "application/x-protobuf")
			.header("Content-Encoding", encoding)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private static byte[] gzip(byte[] bytes) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream output = new GZIPOutputStream(compressed)) {
			output.write(bytes);
		}
		return compressed.toByteArray();
	}

	private static ExportTraceServiceRequest request() {
		ByteString traceId = ByteString.fromHex(TRACE_ID);
		ByteString parentId = ByteString.fromHex("00f067aa0ba902b7");
		Span span = Span.newBuilder()
			.setTraceId(traceId)
			.setSpanId(ByteString.fromHex("b7ad6b7169203331"))
			.setParentSpanId(parentId)
			.setName("convert")
			.setStartTimeUnixNano(1_700_000_000_000_000_005L)
			.setEndTimeUnixNano(1_700_000_000_012_000_005L)
			.setKind(Span.SpanKind.SPAN_KIND_CONSUMER)
			.addAttributes(attribute("soundlift.conversion.id", AnyValue.newBuilder().setStringValue("abc")))
			.addAttributes(attribute("attempt", AnyValue.newBuilder().setIntValue(2)))
			.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
			.addLinks(Span.Link.newBuilder().setTraceId(traceId).setSpanId(parentId))
			.build();
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(resource())
				.addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
			.build();
	}

	private static Resource.Builder resource() {
		return Resource.newBuilder()
			.addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue("converter")));
	}

	private static KeyValue.Builder attribute(String key, AnyValue.Builder value) {
		return KeyValue.newBuilder().setKey(key).setValue(value);
	}

}
