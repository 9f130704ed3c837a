package io.soundlift.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.soundlift.cli.console.CommandException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Supervisor} and {@link ServiceProcess}, with shell commands as
 * services.
 */
class SupervisorTests {

	private final List<String> printed = new CopyOnWriteArrayList<>();

	private final DataFolder data;

	private final HttpServer health;

	SupervisorTests(@TempDir Path directory) throws IOException {
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
	void startsKilledServiceAgain() throws Exception {
		ServiceProcess service = service("exec sleep 600");
		try (Supervisor supervisor = new Supervisor(this.printed::add, () -> this.printed.add("changed"))) {
			Process process = started(service);
			supervisor.watch(service, process);
			process.destroyForcibly();
			Awaitility.await().untilAsserted(() -> assertThat(this.printed).hasSize(3));
		}
		assertThat(this.printed.get(0)).contains("converter ended unexpectedly (exit code 137)");
		assertThat(this.printed.get(2)).isEqualTo("The converter is ready again.");
		service.stop(Duration.ofSeconds(5));
	}

	@Test
	void leavesStoppedServiceAlone() throws Exception {
		ServiceProcess service = service("exec sleep 600");
		try (Supervisor supervisor = new Supervisor(this.printed::add, () -> this.printed.add("changed"))) {
			Process process = started(service);
			supervisor.watch(service, process);
			service.stop(Duration.ofSeconds(5));
			assertThat(process.isAlive()).isFalse();
			assertThat(service.start()).isNull();
		}
		assertThat(this.printed).isEmpty();
	}

	@Test
	void killsServiceThatDoesNotStop() throws Exception {
		ServiceProcess service = service("trap '' TERM; echo deaf; while :; do sleep 1; done");
		Process process = started(service);
		Awaitility.await().until(() -> LogTail.read(this.data.log("converter"), 1).equals(List.of("deaf")));
		service.stop(Duration.ofMillis(200));
		Awaitility.await().until(() -> !process.isAlive());
	}

	@Test
	void saysWhyServiceDidNotGetReady() throws Exception {
		this.health.stop(0);
		ServiceProcess service = service("echo no such database; exit 3");
		Process process = started(service);
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> service.awaitReady(process))
			.withMessageContaining("The converter ended with exit code 3 before it was ready")
			.withMessageContaining("no such database");
	}

	@Test
	void givesServicesOurSettingsOnly() throws Exception {
		ServiceProcess service = service("env | grep -E '^(SOUNDLIFT_|PATH=)' | cut -d= -f1; exec sleep 600");
		started(service);
		Awaitility.await()
			.untilAsserted(() -> assertThat(LogTail.read(this.data.log("converter"), 10))
				.containsExactlyInAnyOrder("PATH", "SOUNDLIFT_TEST"));
		service.stop(Duration.ofSeconds(5));
	}

	@Test
	void waitsLongerEachTimeUpToAMinute() {
		assertThat(Supervisor.delay(1)).isZero();
		assertThat(Supervisor.delay(2)).hasSeconds(1);
		assertThat(Supervisor.delay(3)).hasSeconds(2);
		assertThat(Supervisor.delay(7)).hasSeconds(32);
		assertThat(Supervisor.delay(100)).hasMinutes(1);
	}

	private ServiceProcess service(String script) {
		return new ServiceProcess("converter", List.of("/bin/sh", "-c", "exec 2>&1; " + script),
				Map.of("SOUNDLIFT_TEST", "1"), 0, this.health.getAddress().getPort(), this.data);
	}

	private static Process started(ServiceProcess service) throws IOException {
		Process process = service.start();
		assertThat(process).isNotNull();
		return process;
	}

}
