package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.OtlpFiles;
import io.soundlift.testsupport.ReceivedLog;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.ToolProcess;

/**
 * A real OpenTelemetry collector with our configuration, with other ports, which writes
 * to files instead of Tempo and Loki. {@code SOUNDLIFT_TEST_COLLECTOR} is the path of its
 * program.
 */
final class TestCollector implements AutoCloseable {

	/** Name of the variable that has the path of the program. */
	static final String PROGRAM = "SOUNDLIFT_TEST_COLLECTOR";

	static final Path CONFIGURATION = ServiceProcess.root().resolve("observability/collector/config.yaml");

	/** What is laid over the configuration; all the rest is as it is in containers. */
	private static final String OVERLAY = """
			receivers:
			  otlp:
			    protocols:
			      http:
			        endpoint: 127.0.0.1:%d
			      grpc:
			        endpoint: 127.0.0.1:%d
			extensions:
			  health_check:
			    endpoint: 127.0.0.1:%d
			exporters:
			  file/traces:
			    path: %s
			    format: proto
			  file/logs:
			    path: %s
			    format: proto
			service:
			  telemetry:
			    metrics:
			      readers:
			        - pull:
			            exporter:
			              prometheus:
			                host: 127.0.0.1
			                port: %d
			  pipelines:
			    traces:
			      exporters: [file/traces]
			    logs:
			      exporters: [file/logs]
			""";

	private final int port = FreePort.find();

	private final Path traces;

	private final Path logs;

	private final ToolProcess process;

	private TestCollector(Path folder) {
		int health = FreePort.find();
		this.traces = folder.resolve("traces.pb");
		this.logs = folder.resolve("logs.pb");
		Path overlay = folder.resolve("overlay.yaml");
		try {
			Files.writeString(overlay,
					OVERLAY.formatted(this.port, FreePort.find(), health, this.traces, this.logs, FreePort.find()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.process = ToolProcess.start("collector",
				List.of(program(), "--config", CONFIGURATION.toString(), "--config", overlay.toString()), Map.of());
		try {
			this.process.awaitReady(URI.create("http://127.0.0.1:" + health + "/"));
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Starts a collector and waits until it takes what is sent.
	 * @param folder where its files go
	 */
	static TestCollector start(Path folder) {
		return new TestCollector(folder.toAbsolutePath());
	}

	/**
	 * Returns whether the environment names a program.
	 */
	static boolean isAvailable() {
		return !System.getenv().getOrDefault(PROGRAM, "").isEmpty();
	}

	static String program() {
		return Objects.requireNonNull(System.getenv(PROGRAM), PROGRAM + " must be the path of a collector");
	}

	/**
	 * Returns where it receives OTLP over HTTP.
	 */
	URI origin() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	/**
	 * Returns what has gone through the pipeline of traces.
	 */
	List<ReceivedSpan> spans() {
		return OtlpFiles.spans(this.traces);
	}

	/**
	 * Returns what of one trace has gone through the pipeline of traces.
	 */
	List<ReceivedSpan> spans(String traceId) {
		return spans().stream().filter((span) -> span.traceId().equals(traceId)).toList();
	}

	/**
	 * Returns what has gone through the pipeline of logs.
	 */
	List<ReceivedLog> logs(String traceId) {
		return OtlpFiles.logs(this.logs).stream().filter((log) -> log.traceId().equals(traceId)).toList();
	}

	/**
	 * Returns what the collector itself has to say.
	 */
	String log() {
		return this.process.log();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
