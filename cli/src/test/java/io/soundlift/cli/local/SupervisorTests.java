package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

	private final AtomicInteger crashes = new AtomicInteger();

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
			Awaitility.await().untilAsserted(() -> assertThat(this.printed).hasSize(4));
			assertThat(supervisor.restarts("converter")).isNotNull().satisfies((restarts) -> {
				assertThat(restarts.count()).isEqualTo(1);
				assertThat(restarts.exitCode()).isEqualTo(137);
				assertThat(restarts.nextStart()).isNull();
			});
			assertThat(supervisor.restarts("gateway")).isNull();
		}
		assertThat(this.printed.get(0)).contains("converter ended unexpectedly (exit code 137)");
		assertThat(this.printed.get(3)).isEqualTo("The converter is ready again.");
		service.stop(Duration.ofSeconds(5));
	}

	@Test
	void passesRestartsToTheServiceForItsHealth() throws Exception {
		ServiceProcess service = service("env | grep ^SOUNDLIFT_RESTARTS; echo started; exec sleep 600");
		try (Supervisor supervisor = new Supervisor(this.printed::add, () -> {
		})) {
			Process process = started(service);
			Awaitility.await().until(() -> LogTail.read(this.data.log("converter"), 10).equals(List.of("started")));
			supervisor.watch(service, process);
			process.destroyForcibly();
			Awaitility.await()
				.untilAsserted(() -> assertThat(LogTail.read(this.data.log("converter"), 10)).hasSize(3)
					.contains("SOUNDLIFT_RESTARTS_COUNT=1"));
			assertThat(supervisor.restarts("converter")).isNotNull()
				.satisfies((restarts) -> assertThat(LogTail.read(this.data.log("converter"), 10))
					.contains("SOUNDLIFT_RESTARTS_ENDEDAT=" + restarts.endedAt()));
		}
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
			assertThat(service.start(null)).isNull();
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
	void reportsCrashOfVirtualMachineOnly() throws Exception {
		started(service("kill -KILL $$")).waitFor();
		started(service("exit 1")).waitFor();
		assertThat(this.crashes).hasValue(0);
		started(service("kill -ABRT $$")).waitFor();
		Awaitility.await().untilAsserted(() -> assertThat(this.crashes).hasValue(1));
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
	void startsServiceAgainHoweverOftenItDies() throws Exception {
		List<Duration> delays = new CopyOnWriteArrayList<>();
		ServiceProcess service = service("exit 7");
		try (Supervisor supervisor = new Supervisor(this.printed::add, () -> {
			throw new UncheckedIOException(new IOException("No space left on device"));
		}, withoutWaiting(delays), InstantSource.system())) {
			supervisor.watch(service, started(service));
			Awaitility.await().untilAsserted(() -> assertThat(delays).hasSizeGreaterThan(30));
			assertThat(supervisor.restarts("converter")).isNotNull().satisfies((restarts) -> {
				assertThat(restarts.count()).isGreaterThanOrEqualTo(30);
				assertThat(restarts.exitCode()).isEqualTo(7);
			});
			service.stop(Duration.ofSeconds(5));
		}
		assertThat(delays)
			.startsWith(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
			.endsWith(Duration.ofMinutes(1), Duration.ofMinutes(1));
	}

	@Test
	void goesOnTryingWhenServiceCanNotBeStarted() throws Exception {
		List<Duration> delays = new CopyOnWriteArrayList<>();
		Path program = Files.createFile(this.data.path().resolve("program"));
		Files.writeString(program, "#!/bin/sh\nexec sleep 600\n");
		program.toFile().setExecutable(true);
		ServiceProcess service = new ServiceProcess("converter", () -> List.of(program.toString()), () -> {
		}, Map::of, 0, this.health.getAddress().getPort(), this.data);
		try (Supervisor supervisor = new Supervisor(this.printed::add, () -> {
		}, withoutWaiting(delays), InstantSource.system())) {
			Process process = started(service);
			supervisor.watch(service, process);
			Files.delete(program);
			process.destroyForcibly();
			Awaitility.await().untilAsserted(() -> assertThat(delays).hasSizeGreaterThan(12));
			Files.writeString(program, "#!/bin/sh\nexec sleep 600\n");
			program.toFile().setExecutable(true);
			Awaitility.await().untilAsserted(() -> assertThat(this.printed).contains("The converter is ready again."));
			service.stop(Duration.ofSeconds(5));
		}
	}

	/**
	 * Starts tasks at once but one after the other.
	 */
	private static Supervisor.Timer withoutWaiting(List<Duration> delays) {
		return (task, delay) -> {
			delays.add(delay);
			CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS).execute(task);
		};
	}

	@Test
	void waitsLongerEachTimeUpToAMinuteForEver() {
		RestartPlan plan = new RestartPlan();
		List<Duration> delays = new ArrayList<>();
		Instant now = Instant.EPOCH;
		for (int i = 0; i < 10_000; i++) {
			Instant started = now;
			now = now.plusSeconds(10);
			delays.add(plan.ended(started, now, 1));
			plan.started();
		}
		assertThat(delays.subList(0, 9).stream().map(Duration::toSeconds)).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L,
				60L, 60L);
		assertThat(delays.subList(8, 10_000)).containsOnly(Duration.ofMinutes(1));
	}

	@Test
	void startsServiceAtOnceThatHasRunWell() {
		RestartPlan plan = new RestartPlan();
		for (int i = 0; i < 20; i++) {
			plan.ended(Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 1);
		}
		Instant end = Instant.EPOCH.plus(Duration.ofMinutes(6));
		assertThat(plan.ended(Instant.EPOCH, end, 137)).isZero();
		assertThat(plan.describe()).isEqualTo(new RunRecord.Restarts(21, end, 137, end));
		plan.started();
		assertThat(plan.describe()).isEqualTo(new RunRecord.Restarts(21, end, 137, null));
		assertThat(plan.ended(end, end.plusSeconds(1), 1)).hasSeconds(1);
	}

	@Test
	void startsServiceWithEmptyTemporaryFolder() throws Exception {
		Path outside = Files.createDirectory(this.data.path().resolve("outside"));
		Files.createFile(outside.resolve("kept"));
		ServiceProcess service = service("touch " + this.data.temporary("converter") + "/tomcat.1; exec sleep 600");
		Process first = started(service);
		Awaitility.await().until(() -> Files.exists(this.data.temporary("converter").resolve("tomcat.1")));
		Files.createSymbolicLink(this.data.temporary("converter").resolve("link"), outside);
		first.destroyForcibly().waitFor();
		started(service);
		Awaitility.await().until(() -> Files.exists(this.data.temporary("converter").resolve("tomcat.1")));
		assertThat(this.data.temporary("converter").resolve("link")).doesNotExist();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.data.temporary("converter"))))
			.isEqualTo("rwx------");
		service.stop(Duration.ofSeconds(5));
		this.data.deleteTemporary();
		assertThat(this.data.path().resolve("tmp")).doesNotExist();
		assertThat(outside.resolve("kept")).exists();
	}

	private ServiceProcess service(String script) {
		return new ServiceProcess("converter", () -> List.of("/bin/sh", "-c", "exec 2>&1; " + script),
				this.crashes::incrementAndGet, () -> Map.of("SOUNDLIFT_TEST", "1"), 0,
				this.health.getAddress().getPort(), this.data);
	}

	private static Process started(ServiceProcess service) throws IOException {
		Process process = service.start(null);
		assertThat(process).isNotNull();
		return process;
	}

}
