package io.soundlift.testsupport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.jspecify.annotations.Nullable;

/**
 * An OpenTelemetry receiver of traces and logs in this process (OTLP over HTTP, protobuf,
 * plain or gzip), so that a test can assert what the services exported.
 */
public final class TraceReceiver implements AutoCloseable {

	private static final String TRACES = "/v1/traces";

	private static final String LOGS = "/v1/logs";

	private static final String CONTENT_ENCODING = "Content-Encoding";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

	private final List<ReceivedLog> logs = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private final ExecutorService executor;

	private volatile @Nullable URI next;

	private TraceReceiver(HttpServer server, ExecutorService executor) {
		this.server = server;
		this.executor = executor;
	}

	/**
	 * Start a receiver on a free loopback port.
	 * @return the running receiver
	 */
	public static TraceReceiver start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			ExecutorService executor = Executors.newCachedThreadPool(new DefaultThreadFactory("trace-receiver", true));
			TraceReceiver receiver = new TraceReceiver(server, executor);
			server.createContext(TRACES, (exchange) -> receiver.handle(exchange,
					(body) -> receiver.spans.addAll(OtlpReader.spans(ExportTraceServiceRequest.parseFrom(body)))));
			server.createContext(LOGS, (exchange) -> receiver.handle(exchange,
					(body) -> receiver.logs.addAll(OtlpReader.logs(ExportLogsServiceRequest.parseFrom(body)))));
			server.setExecutor(executor);
			server.start();
			return receiver;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to start a trace receiver", ex);
		}
	}

	/**
	 * Return the address that an exporter sends to.
	 * @return the full URL of the trace endpoint
	 */
	public String endpoint() {
		return url(TRACES);
	}

	/**
	 * Return the address that an exporter of logs sends to.
	 * @return the full URL of the endpoint for logs
	 */
	public String logsEndpoint() {
		return url(LOGS);
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	/**
	 * Return the spans received so far.
	 * @return the spans in order of arrival
	 */
	public List<ReceivedSpan> spans() {
		return List.copyOf(this.spans);
	}

	/**
	 * Return the spans of one trace received so far.
	 * @param traceId the trace id, 32 lower-case hex digits
	 * @return the spans in order of arrival
	 */
	public List<ReceivedSpan> spans(String traceId) {
		return this.spans.stream().filter((span) -> span.traceId().equals(traceId)).toList();
	}

	/**
	 * Return the log records received so far.
	 * @return the log records in order of arrival
	 */
	public List<ReceivedLog> logs() {
		return List.copyOf(this.logs);
	}

	/**
	 * Also forwards everything that arrives from now on, unchanged and once, to another
	 * receiver: what that one does not accept is not sent to it again.
	 * @param receiver origin of the other receiver; {@code null} for none
	 */
	public void passOn(@Nullable URI receiver) {
		this.next = receiver;
	}

	/**
	 * Forget the spans and log records received so far.
	 */
	public void clear() {
		this.spans.clear();
		this.logs.clear();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private void handle(HttpExchange exchange, Reader reader) throws IOException {
		try {
			byte[] body = exchange.getRequestBody().readAllBytes();
			passOn(exchange, body);
			reader.read(unpacked(exchange, body));
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			// an answer without any field has no bytes
			exchange.sendResponseHeaders(200, -1);
		}
		catch (InvalidProtocolBufferException ex) {
			exchange.sendResponseHeaders(400, -1);
		}
		finally {
			exchange.close();
		}
	}

	private void passOn(HttpExchange exchange, byte[] body) {
		URI receiver = this.next;
		if (receiver == null) {
			return;
		}
		HttpRequest.Builder request = HttpRequest.newBuilder(receiver.resolve(exchange.getRequestURI().getPath()))
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
		for (String name : List.of("Content-Type", CONTENT_ENCODING)) {
			String value = exchange.getRequestHeaders().getFirst(name);
			if (value != null) {
				request.header(name, value);
			}
		}
		try {
			this.http.send(request.build(), HttpResponse.BodyHandlers.discarding());
		}
		catch (IOException ex) {
			// a test that compares the two finds out
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static InputStream unpacked(HttpExchange exchange, byte[] body) throws IOException {
		InputStream packed = new ByteArrayInputStream(body);
		boolean gzip = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(CONTENT_ENCODING));
		return gzip ? new GZIPInputStream(packed) : packed;
	}

	/**
	 * Reader of an export request.
	 */
	private interface Reader {

		void read(InputStream body) throws IOException;

	}

}
