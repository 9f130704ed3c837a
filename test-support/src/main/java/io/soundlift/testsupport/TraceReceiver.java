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
import io.soundlift.embedded.EmbeddedTraces;

/**
 * An OpenTelemetry receiver of traces and logs in this process (OTLP over HTTP, protobuf,
 * plain or gzip), so that a test can assert what the services exported.
 */
public final class TraceReceiver implements AutoCloseable {

	private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

	private final List<ReceivedLog> logs = new CopyOnWriteArrayList<>();

	private final EmbeddedTraces traces;

	private final HttpServer logServer;

	private final ExecutorService executor;

	private TraceReceiver(HttpServer logServer, ExecutorService executor) {
		this.logServer = logServer;
		this.executor = executor;
		this.traces = EmbeddedTraces.start(0, EmbeddedTraces.Access.OPEN,
				(request) -> this.spans.addAll(OtlpReader.spans(request)));
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
			server.createContext("/v1/logs", receiver::handleLogs);
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
		return this.traces.otlpEndpoint();
	}

	/**
	 * Return the address at which the traces can be read as from Tempo.
	 * @return the URL that Tempo's API is below
	 */
	public String tempoUrl() {
		return this.traces.url();
	}

	/**
	 * Return the address that an exporter of logs sends to.
	 * @return the full URL of the endpoint for logs
	 */
	public String logsEndpoint() {
		return "http://127.0.0.1:" + this.logServer.getAddress().getPort() + "/v1/logs";
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
	 * Forget the spans and log records received so far, but not the traces that can be
	 * read.
	 */
	public void clear() {
		this.spans.clear();
		this.logs.clear();
	}

	@Override
	public void close() {
		this.traces.close();
		this.logServer.stop(0);
		this.executor.shutdownNow();
	}

	private void handleLogs(HttpExchange exchange) throws IOException {
		try {
			this.logs.addAll(OtlpReader.logs(ExportLogsServiceRequest.parseFrom(body(exchange))));
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

}
