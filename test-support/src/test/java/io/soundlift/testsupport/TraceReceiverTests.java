package io.soundlift.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
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
			List.of(new ReceivedSpan.Link(TRACE_ID, "00f067aa0ba902b7")));

	@Test
	void receivesPlainAndCompressedSpans() throws Exception {
		try (TraceReceiver receiver = TraceReceiver.start()) {
			assertThat(send(receiver, request().toByteArray(), "identity")).isEqualTo(200);
			assertThat(receiver.spans()).containsExactly(SPAN);
			assertThat(send(receiver, gzip(request().toByteArray()), "gzip")).isEqualTo(200);
			assertThat(receiver.spans(TRACE_ID)).containsExactly(SPAN, SPAN);
			assertThat(receiver.spans("other")).isEmpty();
			receiver.clear();
			assertThat(receiver.spans()).isEmpty();
		}
	}

	@Test
	void refusesWhatIsNoExportRequest() throws Exception {
		try (TraceReceiver receiver = TraceReceiver.start()) {
			assertThat(send(receiver, new byte[] { 1, 2, 3 }, "identity")).isEqualTo(400);
			assertThat(receiver.spans()).isEmpty();
		}
	}

	private static int send(TraceReceiver receiver, byte[] body, String encoding) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.endpoint()))
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
			.setKind(Span.SpanKind.SPAN_KIND_CONSUMER)
			.addAttributes(attribute("soundlift.conversion.id", AnyValue.newBuilder().setStringValue("abc")))
			.addAttributes(attribute("attempt", AnyValue.newBuilder().setIntValue(2)))
			.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
			.addLinks(Span.Link.newBuilder().setTraceId(traceId).setSpanId(parentId))
			.build();
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(Resource.newBuilder()
					.addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue("converter"))))
				.addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
			.build();
	}

	private static KeyValue.Builder attribute(String key, AnyValue.Builder value) {
		return KeyValue.newBuilder().setKey(key).setValue(value);
	}

}
