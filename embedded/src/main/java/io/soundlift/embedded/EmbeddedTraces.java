package io.soundlift.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpServer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.jspecify.annotations.Nullable;

/**
 * A store for traces on the loopback interface, in this process and in its memory. Takes
 * spans by OTLP over HTTP (protobuf, plain or gzip), and gives them out by the two calls
 * of Tempo's HTTP API that Soundlift makes: {@code GET /api/traces/ID} and
 * {@code GET /api/search?q=QUERY} with the one query for a conversion.
 */
public final class EmbeddedTraces implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private static final int THREADS = 8;

	private static final int MAX_TRACE_BYTES = 2 * 1024 * 1024;

	private static final TraceBuffer.Limits LIMITS = new TraceBuffer.Limits(32L * 1024 * 1024, Duration.ofDays(7),
			MAX_TRACE_BYTES);

	private final HttpServer server;

	private final ExecutorService executor;

	private EmbeddedTraces(HttpServer server, ExecutorService executor) {
		this.server = server;
		this.executor = executor;
	}

	/**
	 * Start a store that keeps traces of conversions of up to 32 MiB, for a week, and
	 * others for a short time.
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param access who may write and read
	 * @return the running store
	 * @throws UncheckedIOException if the port is in use
	 */
	public static EmbeddedTraces start(int port, Access access) {
		return start(port, access, (spans) -> {
		});
	}

	/**
	 * Start a store as above and hear of all spans.
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param access who may write and read
	 * @param onSpans called with each request, on the connection's thread and before the
	 * exporter hears of it
	 * @return the running store
	 * @throws UncheckedIOException if the port is in use
	 */
	public static EmbeddedTraces start(int port, Access access, Consumer<ExportTraceServiceRequest> onSpans) {
		return start(port, access, onSpans, LIMITS, InstantSource.system());
	}

	static EmbeddedTraces start(int port, Access access, Consumer<ExportTraceServiceRequest> onSpans,
			TraceBuffer.Limits limits, InstantSource clock) {
		try {
			TraceBuffer buffer = new TraceBuffer(limits, clock);
			HttpServer server = HttpServer.create(new InetSocketAddress(HOST, port), 0);
			ExecutorService executor = Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("traces", true));
			server.createContext("/", new TraceEndpoints(buffer, access, onSpans));
			server.setExecutor(executor);
			server.start();
			return new EmbeddedTraces(server, executor);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to start a store for traces", ex);
		}
	}

	/**
	 * Return the address for exporters.
	 * @return the full URL of the OTLP endpoint
	 */
	public String otlpEndpoint() {
		return url() + TraceEndpoints.OTLP;
	}

	/**
	 * Return the address for readers.
	 * @return the URL that Tempo's API is below
	 */
	public String url() {
		return "http://" + HOST + ":" + this.server.getAddress().getPort();
	}

	/**
	 * Stop, and forget all traces.
	 */
	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
		try {
			this.executor.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Access for clients that send the token in {@code Authorization: Bearer}. Other
	 * users of the machine reach the loopback interface too.
	 *
	 * @param writeToken token of exporters; {@code null} lets everybody write
	 * @param readToken token of readers; {@code null} lets everybody read
	 */
	public record Access(@Nullable String writeToken, @Nullable String readToken) {

		/** Everybody on this machine, for tests. */
		public static final Access OPEN = new Access(null, null);

		/**
		 * Leaves the tokens out.
		 */
		@Override
		public String toString() {
			return "Access[]";
		}

	}

}
