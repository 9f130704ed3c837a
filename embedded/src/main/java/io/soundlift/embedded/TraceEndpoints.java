package io.soundlift.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side of {@link EmbeddedTraces}.
 */
final class TraceEndpoints implements HttpHandler {

	static final String OTLP = "/v1/traces";

	private static final String TRACES = "/api/traces/";

	private static final String SEARCH = "/api/search";

	private static final String PROTOBUF = "application/protobuf";

	private static final String OTLP_PROTOBUF = "application/x-protobuf";

	private static final String JSON = "application/json";

	/** A full batch of an exporter is some 512 spans of about one kilobyte. */
	private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

	/** Tempo takes shorter ids and fills them up on the left. */
	private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{1,32}");

	private static final Pattern QUERY = Pattern.compile(
			"\\s*\\{\\s*span\\." + Pattern.quote(StoredTrace.CONVERSION_ID) + "\\s*=\\s*\"([0-9a-f]{32})\"\\s*}\\s*");

	private static final int DEFAULT_LIMIT = 20;

	private static final int MAX_LIMIT = 100;

	private final TraceBuffer buffer;

	private final EmbeddedTraces.Access access;

	private final Consumer<ExportTraceServiceRequest> onSpans;

	TraceEndpoints(TraceBuffer buffer, EmbeddedTraces.Access access, Consumer<ExportTraceServiceRequest> onSpans) {
		this.buffer = buffer;
		this.access = access;
		this.onSpans = onSpans;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			try {
				answer(exchange);
			}
			catch (RefusedException ex) {
				// the body may not have been read to its end
				exchange.getResponseHeaders().set("Connection", "close");
				send(exchange, ex.status, "text/plain; charset=utf-8",
						String.valueOf(ex.getMessage()).getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (path.equals(OTLP)) {
			require(exchange, "POST", this.access.writeToken());
			take(exchange);
		}
		else if (path.startsWith(TRACES)) {
			require(exchange, "GET", this.access.readToken());
			giveTrace(exchange, path.substring(TRACES.length()));
		}
		else if (path.equals(SEARCH)) {
			require(exchange, "GET", this.access.readToken());
			search(exchange);
		}
		else {
			throw new RefusedException(404, "There is nothing here.");
		}
	}

	private static void require(HttpExchange exchange, String method, @Nullable String token) {
		if (token != null) {
			String given = exchange.getRequestHeaders().getFirst("Authorization");
			if (given == null || !MessageDigest.isEqual(("Bearer " + token).getBytes(StandardCharsets.UTF_8),
					given.getBytes(StandardCharsets.UTF_8))) {
				exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
				throw new RefusedException(401, "A token is needed.");
			}
		}
		if (!exchange.getRequestMethod().equals(method)) {
			exchange.getResponseHeaders().set("Allow", method);
			throw new RefusedException(405, "Only " + method + " is allowed here.");
		}
	}

	private void take(HttpExchange exchange) throws IOException {
		String type = header(exchange, "Content-Type").replaceFirst("\\s*;.*", "");
		if (!type.equals(OTLP_PROTOBUF)) {
			throw new RefusedException(415, "Only " + OTLP_PROTOBUF + " is taken.");
		}
		try {
			ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body(exchange));
			this.buffer.add(request);
			this.onSpans.accept(request);
		}
		catch (InvalidProtocolBufferException | ZipException | EOFException ex) {
			throw new RefusedException(400, "The body is no export request.");
		}
		send(exchange, 200, OTLP_PROTOBUF, ExportTraceServiceResponse.getDefaultInstance().toByteArray());
	}

	private static byte[] body(HttpExchange exchange) throws IOException {
		String encoding = header(exchange, "Content-Encoding");
		if (!List.of("", "identity", "gzip").contains(encoding)) {
			throw new RefusedException(415, "Only gzip is taken.");
		}
		InputStream body = exchange.getRequestBody();
		byte[] bytes = (encoding.equals("gzip") ? new GZIPInputStream(body) : body).readNBytes(MAX_BODY_BYTES + 1);
		if (bytes.length > MAX_BODY_BYTES) {
			throw new RefusedException(413, "The body has more than " + MAX_BODY_BYTES + " bytes.");
		}
		return bytes;
	}

	private void giveTrace(HttpExchange exchange, String id) throws IOException {
		if (!TRACE_ID.matcher(id).matches()) {
			throw new RefusedException(400, "A trace id has up to 32 hexadecimal digits.");
		}
		if (!header(exchange, "Accept").contains(PROTOBUF)) {
			throw new RefusedException(406, "Traces are given as " + PROTOBUF + " only; ask for it in Accept.");
		}
		byte[] trace = this.buffer.find("0".repeat(32 - id.length()) + id);
		if (trace == null) {
			throw new RefusedException(404, "There is no such trace.");
		}
		send(exchange, 200, PROTOBUF, trace);
	}

	private void search(HttpExchange exchange) throws IOException {
		Map<String, String> parameters = parameters(exchange);
		Matcher query = QUERY.matcher(parameters.getOrDefault("q", ""));
		if (!query.matches()) {
			throw new RefusedException(400,
					"The only query here is { span.%s = \"ID\" }.".formatted(StoredTrace.CONVERSION_ID));
		}
		long limit = number(parameters, "limit", DEFAULT_LIMIT);
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new RefusedException(400, "The limit must be from 1 to " + MAX_LIMIT + ".");
		}
		List<Map<String, Object>> traces = this.buffer
			.search(query.group(1), Instant.ofEpochSecond(number(parameters, "start", 0)),
					Instant.ofEpochSecond(number(parameters, "end", Integer.MAX_VALUE)), (int) limit)
			.stream()
			.map(TraceEndpoints::json)
			.toList();
		send(exchange, 200, JSON, JsonMapper.shared().writeValueAsBytes(Map.of("traces", traces, "metrics", Map.of())));
	}

	private static Map<String, Object> json(TraceSummary trace) {
		return Map.of("traceID", trace.traceId(), "rootServiceName", trace.rootService(), "rootTraceName",
				trace.rootName(), "startTimeUnixNano",
				String.valueOf(TimeUnit.SECONDS.toNanos(trace.start().getEpochSecond()) + trace.start().getNano()),
				"durationMs", Duration.between(trace.start(), trace.end()).toMillis());
	}

	private static long number(Map<String, String> parameters, String name, long otherwise) {
		String text = parameters.get(name);
		if (text == null) {
			return otherwise;
		}
		if (!text.matches("\\d{1,10}")) {
			throw new RefusedException(400, "The parameter " + name + " must be a number.");
		}
		return Long.parseLong(text);
	}

	private static Map<String, String> parameters(HttpExchange exchange) {
		Map<String, String> parameters = new HashMap<>();
		String query = exchange.getRequestURI().getRawQuery();
		try {
			for (String parameter : ((query != null) ? query : "").split("&")) {
				String[] parts = parameter.split("=", 2);
				parameters.put(parts[0],
						(parts.length == 2) ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
			}
		}
		catch (IllegalArgumentException ex) {
			throw new RefusedException(400, "The query can't be read.");
		}
		return parameters;
	}

	private static String header(HttpExchange exchange, String name) {
		String value = exchange.getRequestHeaders().getFirst(name);
		return (value != null) ? value.trim().toLowerCase(Locale.ROOT) : "";
	}

	private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		// a length of 0 would announce a body of unknown length
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
	}

	/**
	 * An answer that is an error.
	 */
	private static final class RefusedException extends RuntimeException {

		private final int status;

		RefusedException(int status, String message) {
			super(message);
			this.status = status;
		}

	}

}
