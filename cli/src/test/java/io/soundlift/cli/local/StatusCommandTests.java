package io.soundlift.cli.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusCommand}.
 */
class StatusCommandTests {

	private static final Instant ENDED = Instant.parse("2026-01-02T10:00:00Z");

	private final DataFolder data;

	private final HttpServer health;

	private final StringWriter output = new StringWriter();

	StatusCommandTests(@TempDir Path directory) throws IOException {
		this.data = DataFolder.of(directory);
		this.health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.health.createContext("/actuator/health/readiness", (exchange) -> {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
	}

	@BeforeEach
	void start() {
		this.data.create();
		this.health.start();
	}

	@AfterEach
	void stop() {
		this.health.stop(0);
	}

	@Test
	void showsServiceThatRunsAgain() {
		assertThat(status(RunRecord.ProcessId.of(ProcessHandle.current()), new RunRecord.Restarts(1, ENDED, 137, null)))
			.isZero();
		assertThat(this.output.toString()).contains("gateway        ready")
			.contains("ended once by itself, last at " + local("10:00:00") + " (exit code 137)")
			.doesNotContain("started again");
	}

	@Test
	void showsWhenServiceIsStartedNext() {
		assertThat(status(new RunRecord.ProcessId(1, Instant.EPOCH, null),
				new RunRecord.Restarts(12, ENDED, 1, ENDED.plusSeconds(60))))
			.isEqualTo(9);
		assertThat(this.output.toString()).contains("gateway        waiting")
			.contains("ended 12 times by itself, last at " + local("10:00:00") + " (exit code 1); is started again at "
					+ local("10:01:00"));
	}

	@Test
	void showsServiceThatCanNotBeStarted() {
		assertThat(status(null, new RunRecord.Restarts(3, ENDED, null, ENDED.plusSeconds(2)))).isEqualTo(9);
		assertThat(this.output.toString()).contains("(it could not be started)");
	}

	@Test
	void saysNothingOfRestartsWhenThereWereNone() {
		assertThat(status(RunRecord.ProcessId.of(ProcessHandle.current()), null)).isZero();
		assertThat(this.output.toString()).doesNotContain("ended");
	}

	private static String local(String time) {
		return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
			.format(Instant.parse("2026-01-02T" + time + "Z").atZone(ZoneId.systemDefault()));
	}

	private int status(RunRecord.@Nullable ProcessId process, RunRecord.@Nullable Restarts restarts) {
		new RunRecord(RunRecord.State.READY, RunRecord.ProcessId.of(ProcessHandle.current()), "http://localhost:8080",
				"mongodb://127.0.0.1:1", "amqp://127.0.0.1:2/soundlift", "127.0.0.1:3",
				Map.of("gateway",
						new RunRecord.Service(process, "http://127.0.0.1:8080",
								"http://127.0.0.1:" + this.health.getAddress().getPort(), "gateway.log", restarts)))
			.write(this.data);
		CommandLine command = new CommandLine(new StatusCommand());
		command.setOut(new PrintWriter(this.output, true));
		return command.execute("--data", this.data.path().toString());
	}

}
