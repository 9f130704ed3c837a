package io.soundlift.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/**
 * An OpenTelemetry receiver of traces and logs in this process (OTLP over HTTP, protobuf,
 * plain or gzip), so that a test can assert what the services exported.
 */
public final class TraceReceiver implements AutoCloseable {

	private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

	private final List<ReceivedLog> logs = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private final ExecutorService executor;

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
			server.createContext("/v1/traces", (exchange) -> receiver.handle(exchange,
					(body) -> receiver.spans.addAll(OtlpReader.spans(ExportTraceServiceRequest.parseFrom(body)))));
			server.createContext("/v1/logs", (exchange) -> receiver.handle(exchange,
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
		return url("/v1/traces");
	}

	/**
	 * Return the address that an exporter of logs sends to.
	 * @return the full URL of the endpoint for logs
	 */
	public String logsEndpoint() {
		return url("/v1/logs");
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
			reader.read(body(exchange));
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

	private static InputStream body(HttpExchange exchange) throws IOException {
		InputStream body = exchange.getRequestBody();
		boolean gzip = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		return gzip ? new GZIPInputStream(body) : body;
	}

	/**
	 * Reader of an export request.
	 */
	private interface Reader {

		void read(InputStream body) throws IOException;

	}

}
