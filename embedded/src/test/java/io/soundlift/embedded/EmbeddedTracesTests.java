package io.soundlift.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedTraces}.
 */
class EmbeddedTracesTests {

	private static final String CONVERSION = "0123456789abcdef0123456789abcdef";

	private static final String OTHER_CONVERSION = "f".repeat(32);

	private static final TraceBuffer.Limits LIMITS = new TraceBuffer.Limits(8000, Duration.ofHours(1), 4000);

	private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private EmbeddedTraces traces = start(EmbeddedTraces.Access.OPEN);

	private EmbeddedTraces start(EmbeddedTraces.Access access) {
		return EmbeddedTraces.start(0, access, (spans) -> {
		}, LIMITS, () -> this.now);
	}

	@AfterEach
	void stop() {
		this.traces.close();
	}

	@ParameterizedTest
	@CsvSource({ "none", "gzip" })
	void givesBackWhatAnExporterSentInSeveralRequests(String compression) throws Exception {
		String traceId;
		try (OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
			.setEndpoint(this.traces.otlpEndpoint())
			.setCompression(compression)
			.build();
				SdkTracerProvider provider = SdkTracerProvider.builder()
					.addSpanProcessor(SimpleSpanProcessor.create(exporter))
					.build()) {
			Tracer tracer = provider.get("test");
			Span root = tracer.spanBuilder("video.upload").setSpanKind(SpanKind.SERVER).startSpan();
			traceId = root.getSpanContext().getTraceId();
			tracer.spanBuilder("convert")
				.setParent(Context.root().with(root))
				.setAttribute(StoredTrace.CONVERSION_ID, CONVERSION)
				.setAttribute("soundlift.video.bytes", 1234L)
				.startSpan()
				.end();
			root.end();
			assertThat(provider.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
		}
		HttpResponse<byte[]> response = trace(traceId);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/protobuf");
		List<io.opentelemetry.proto.trace.v1.Span> spans = spans(response);
		assertThat(spans).extracting(io.opentelemetry.proto.trace.v1.Span::getName)
			.containsExactlyInAnyOrder("video.upload", "convert");
		io.opentelemetry.proto.trace.v1.Span convert = spans.stream()
			.filter((span) -> span.getName().equals("convert"))
			.findFirst()
			.orElseThrow();
		assertThat(convert.getAttributesList()).contains(KeyValue.newBuilder()
			.setKey("soundlift.video.bytes")
			.setValue(AnyValue.newBuilder().setIntValue(1234))
			.build());
		JsonNode found = search("{ span.soundlift.conversion.id = \"" + CONVERSION + "\" }", "").path("traces");
		assertThat(found).hasSize(1);
		assertThat(found.get(0).path("traceID").asString()).isEqualTo(traceId);
		assertThat(found.get(0).path("rootTraceName").asString()).isEqualTo("video.upload");
		assertThat(Long.parseLong(found.get(0).path("startTimeUnixNano").asString())).isPositive();
	}

	@Test
	void findsTracesOfOneConversionInTheTimeAskedForNewestFirst() throws Exception {
		export(span(1, CONVERSION, 1000));
		export(span(2, CONVERSION, 2000));
		export(span(3, OTHER_CONVERSION, 2000));
		String query = "{span.soundlift.conversion.id=\"" + CONVERSION + "\"}";
		assertThat(ids(search(query, ""))).containsExactly(id(2), id(1));
		assertThat(ids(search(query, "&limit=1"))).containsExactly(id(2));
		assertThat(ids(search(query, "&start=1500&end=2500"))).containsExactly(id(2));
		assertThat(ids(search(query, "&start=500&end=1500"))).containsExactly(id(1));
		assertThat(ids(search(query.replace('0', '9'), ""))).isEmpty();
	}

	@Test
	void answersAsTempoWhenThereIsNoSuchTrace() throws Exception {
		assertThat(trace(id(9)).statusCode()).isEqualTo(404);
		export(span(9, CONVERSION, 1000));
		assertThat(trace(id(9)).statusCode()).isEqualTo(200);
		assertThat(trace("9").statusCode()).as("filled up on the left").isEqualTo(200);
	}

	@Test
	void forgetsTracesOfConversionsByAge() throws Exception {
		export(span(1, CONVERSION, 1000));
		this.now = this.now.plus(Duration.ofMinutes(40));
		export(span(2, CONVERSION, 1000));
		this.now = this.now.plus(Duration.ofMinutes(40));
		assertThat(trace(id(1)).statusCode()).isEqualTo(404);
		assertThat(trace(id(2)).statusCode()).isEqualTo(200);
	}

	@Test
	void forgetsTheLongestUntouchedWhenItIsFullButNoConversionForOtherTraces() throws Exception {
		export(span(1, CONVERSION, 1000));
		for (int i = 0; i < 100; i++) {
			export(span(1000 + i, null, 1000));
		}
		assertThat(trace(id(1)).statusCode()).as("others are many").isEqualTo(200);
		assertThat(trace(id(1000)).statusCode()).isEqualTo(404);
		assertThat(trace(id(1099)).statusCode()).isEqualTo(200);
		for (int i = 0; i < 100; i++) {
			export(span(2000 + i, CONVERSION, 1000));
		}
		assertThat(trace(id(1)).statusCode()).isEqualTo(404);
		assertThat(trace(id(2099)).statusCode()).isEqualTo(200);
		assertThat(ids(search("{span.soundlift.conversion.id=\"" + CONVERSION + "\"}", "&limit=100")))
			.as("greatest size by size of one")
			.hasSizeBetween(10, 40);
	}

	@Test
	void keepsATraceWhoseConversionIsToldLater() throws Exception {
		export(span(1, null, 1000));
		export(span(1, CONVERSION, 1000));
		for (int i = 0; i < 100; i++) {
			export(span(1000 + i, null, 1000));
		}
		assertThat(spans(trace(id(1)))).hasSize(2);
	}

	@Test
	void letsNoTraceGrowWithoutEnd() throws Exception {
		for (int i = 0; i < 100; i++) {
			export(span(1, CONVERSION, 1000));
		}
		HttpResponse<byte[]> response = trace(id(1));
		assertThat(response.body().length).isBetween(500, LIMITS.maxTraceBytes());
	}

	@Test
	void asksWritersAndReadersForTheirTokens() throws Exception {
		this.traces.close();
		this.traces = start(new EmbeddedTraces.Access("write", "read"));
		byte[] body = span(1, CONVERSION, 1000).toByteArray();
		for (String token : List.of("", "Bearer read", "Bearer writ", "write")) {
			assertThat(send(post(body).header("Authorization", token)).statusCode()).as(token).isEqualTo(401);
		}
		assertThat(send(post(body).header("Authorization", "Bearer write")).statusCode()).isEqualTo(200);
		for (String path : List.of("/api/traces/" + id(1), "/api/search?q=" + encode(query()))) {
			assertThat(send(get(path)).statusCode()).as(path).isEqualTo(401);
			assertThat(send(get(path).header("Authorization", "Bearer write")).statusCode()).as(path).isEqualTo(401);
			HttpResponse<byte[]> response = send(get(path).header("Authorization", "Bearer read"));
			assertThat(response.statusCode()).as(path).isEqualTo(200);
		}
	}

	@Test
	void refusesWhatIsNoExportRequest() throws Exception {
		assertThat(send(post(new byte[] { 1, 2, 3 })).statusCode()).isEqualTo(400);
		assertThat(send(post(new byte[] { 1, 2, 3 }).header("Content-Encoding", "gzip")).statusCode()).isEqualTo(400);
		byte[] cut = Arrays.copyOf(gzip(new byte[1000]), 15);
		assertThat(send(post(cut).header("Content-Encoding", "gzip")).statusCode()).isEqualTo(400);
		assertThat(send(post(new byte[0]).header("Content-Encoding", "br")).statusCode()).isEqualTo(415);
		assertThat(send(post(new byte[0]).setHeader("Content-Type", "application/json")).statusCode()).isEqualTo(415);
		byte[] bomb = gzip(new byte[20 * 1024 * 1024]);
		assertThat(bomb.length).isLessThan(100_000);
		assertThat(send(post(bomb).header("Content-Encoding", "gzip")).statusCode()).isEqualTo(413);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "GET|/v1/traces|405", "POST|/api/search|405", "GET|/|404", "GET|/api/traces/xyz|400",
					"GET|/api/traces/000000000000000000000000000000001|400", "GET|/api/search|400",
					"GET|/api/search?q={}|400", "GET|/api/search?q={ status = error }|400",
					"GET|/api/search?q={ span.soundlift.conversion.id != nil }|400", "GET|/api/search?q=%|400" })
	void refusesOtherCalls(String method, String path, int status) throws Exception {
		String address = path.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20").replaceAll("%$", "%25");
		HttpRequest.Builder request = get(address).method(method, BodyPublishers.noBody());
		assertThat(send(request).statusCode()).isEqualTo(status);
	}

	@Test
	void refusesLimitsThatAreNone() throws Exception {
		for (String limit : List.of("0", "101", "-1", "many")) {
			assertThat(send(get("/api/search?q=" + encode(query()) + "&limit=" + limit)).statusCode()).as(limit)
				.isEqualTo(400);
		}
	}

	@Test
	void refusesToGiveATraceInAnotherForm() throws Exception {
		export(span(1, CONVERSION, 1000));
		assertThat(send(get("/api/traces/" + id(1)).setHeader("Accept", "application/json")).statusCode())
			.isEqualTo(406);
	}

	private static String query() {
		return "{ span.soundlift.conversion.id = \"" + CONVERSION + "\" }";
	}

	private static String id(int number) {
		return "%032x".formatted(number);
	}

	private static ExportTraceServiceRequest span(int trace, @Nullable String conversion, long second) {
		io.opentelemetry.proto.trace.v1.Span.Builder span = io.opentelemetry.proto.trace.v1.Span.newBuilder()
			.setTraceId(ByteString.fromHex(id(trace)))
			.setSpanId(ByteString.fromHex("0000000000000001"))
			.setName("a span of some length")
			.setStartTimeUnixNano(second * 1_000_000_000)
			.setEndTimeUnixNano(second * 1_000_000_000 + 5_000_000);
		if (conversion != null) {
			span.addAttributes(KeyValue.newBuilder()
				.setKey(StoredTrace.CONVERSION_ID)
				.setValue(AnyValue.newBuilder().setStringValue(conversion)));
		}
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
			.build();
	}

	private void export(ExportTraceServiceRequest request) throws Exception {
		assertThat(send(post(request.toByteArray())).statusCode()).isEqualTo(200);
	}

	private HttpRequest.Builder post(byte[] body) {
		return HttpRequest.newBuilder(URI.create(this.traces.otlpEndpoint()))
			.header("Content-Type", "application/x-protobuf")
			.POST(BodyPublishers.ofByteArray(body));
	}

	private HttpRequest.Builder get(String path) {
		return HttpRequest.newBuilder(URI.create(this.traces.url() + path)).header("Accept", "application/protobuf");
	}

	private HttpResponse<byte[]> trace(String id) throws Exception {
		return send(get("/api/traces/" + id));
	}

	private JsonNode search(String query, String more) throws Exception {
		HttpResponse<byte[]> response = send(get("/api/search?q=" + encode(query) + more));
		assertThat(response.statusCode()).isEqualTo(200);
		return JsonMapper.shared().readTree(new String(response.body(), StandardCharsets.UTF_8));
	}

	private static List<String> ids(JsonNode found) {
		return found.path("traces").valueStream().map((trace) -> trace.path("traceID").asString()).toList();
	}

	private static List<io.opentelemetry.proto.trace.v1.Span> spans(HttpResponse<byte[]> response) throws IOException {
		assertThat(response.statusCode()).isEqualTo(200);
		return TracesData.parseFrom(response.body())
			.getResourceSpansList()
			.stream()
			.flatMap((ofResource) -> ofResource.getScopeSpansList().stream())
			.flatMap((ofScope) -> ofScope.getSpansList().stream())
			.toList();
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static byte[] gzip(byte[] bytes) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream output = new GZIPOutputStream(compressed)) {
			output.write(bytes);
		}
		return compressed.toByteArray();
	}

	private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofByteArray());
	}

}
