package io.soundlift.gateway.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A span that a service might have recorded.
 */
public final class TestSpan {

	private final String service;

	private final Span.Builder span = Span.newBuilder();

	/**
	 * A span of 5 ms that begins now.
	 * @param traceId id of its trace
	 * @param service name of the service that recorded it
	 * @param name its name
	 * @param id its id, 16 hexadecimal digits
	 */
	public TestSpan(String traceId, String service, String name, String id) {
		this.service = service;
		this.span.setTraceId(ByteString.fromHex(traceId)).setSpanId(ByteString.fromHex(id)).setName(name);
		at(Instant.now(), 5);
	}

	/**
	 * Puts it below another.
	 * @param parentId id of the parent
	 * @return this span
	 */
	public TestSpan in(String parentId) {
		this.span.setParentSpanId(ByteString.fromHex(parentId));
		return this;
	}

	/**
	 * Sets when it was.
	 * @param start when it began
	 * @param millis how long it took
	 * @return this span
	 */
	public TestSpan at(Instant start, long millis) {
		long nanos = TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano();
		this.span.setStartTimeUnixNano(nanos).setEndTimeUnixNano(nanos + TimeUnit.MILLISECONDS.toNanos(millis));
		return this;
	}

	/**
	 * Adds an attribute.
	 * @param key its name
	 * @param value its value
	 * @return this span
	 */
	public TestSpan with(String key, String value) {
		return with(key, AnyValue.newBuilder().setStringValue(value));
	}

	/**
	 * Adds an attribute.
	 * @param key its name
	 * @param value its value
	 * @return this span
	 */
	public TestSpan with(String key, long value) {
		return with(key, AnyValue.newBuilder().setIntValue(value));
	}

	/**
	 * Adds an attribute.
	 * @param key its name
	 * @param value its value
	 * @return this span
	 */
	public TestSpan with(String key, double value) {
		return with(key, AnyValue.newBuilder().setDoubleValue(value));
	}

	private TestSpan with(String key, AnyValue.Builder value) {
		this.span.addAttributes(KeyValue.newBuilder().setKey(key).setValue(value));
		return this;
	}

	/**
	 * Links it to another trace.
	 * @param traceId id of the other trace
	 * @return this span
	 */
	public TestSpan linkedTo(String traceId) {
		this.span.addLinks(Span.Link.newBuilder()
			.setTraceId(ByteString.fromHex(traceId))
			.setSpanId(ByteString.fromHex("00000000000000ff")));
		return this;
	}

	/**
	 * Ends it by an error.
	 * @param message what the error says
	 * @return this span
	 */
	public TestSpan failed(String message) {
		this.span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
		this.span.addEvents(Span.Event.newBuilder().setName(message));
		return this;
	}

	/**
	 * Sends spans as an exporter does.
	 * @param endpoint full URL of an OTLP endpoint
	 * @param spans the spans
	 */
	public static void send(String endpoint, TestSpan... spans) {
		ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
		Arrays.stream(spans)
			.forEach((span) -> request.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(Resource.newBuilder()
					.addAttributes(attribute("service.name", span.service))
					.addAttributes(attribute("host.name", "inner-host")))
				.addScopeSpans(ScopeSpans.newBuilder().addSpans(span.span))));
		HttpRequest post = HttpRequest.newBuilder(URI.create(endpoint))
			.header("Content-Type", "application/x-protobuf")
			.POST(HttpRequest.BodyPublishers.ofByteArray(request.build().toByteArray()))
			.build();
		try {
			assertThat(HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
				.isEqualTo(200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static KeyValue attribute(String key, String value) {
		return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
	}

}
