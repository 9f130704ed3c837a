package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.soundlift.testsupport.SampleMedia;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests in which ffmpeg itself, with options that the converter never gives it, tries
 * what the sandbox forbids.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "The sandbox is Linux's")
@Timeout(600)
class SandboxTests {

	private static final String CANARY = "sings in the mine";

	private static final Path FFMPEG = SampleMedia.ffmpeg();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void runsWithAllRequiredLayersHere() {
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		IsolationLayer[] required = Stream.of(IsolationLayer.values())
			.filter(IsolationLayer::isRequired)
			.toArray(IsolationLayer[]::new);
		TestSandbox.assumeActive(sandbox, required);
		assertThat(sandbox.active()).contains(required);
		assertThat(sandbox.missing()).doesNotContainKeys(required);
	}

	@Test
	void readsNoFileButTheVideo() throws Exception {
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		Path job = job();
		Path video = Files.writeString(job.resolve("video"), CANARY);
		Path sibling = Files.writeString(job.resolve("sibling"), CANARY);
		Path canary = Files.writeString(this.folder.resolve("canary"), CANARY);
		List<String> reading = List.of("-f", "u8", "-i", "%s", "-f", "u8", "-");
		assertThat(output(sandbox, job, with(reading, video))).as("the attack works").contains(CANARY);
		TestSandbox.assumeActive(sandbox, IsolationLayer.FILES);
		for (Path secret : List.of(sibling, canary, Path.of("/etc/passwd"), Path.of("/proc/self/environ"),
				Path.of("/proc/1/environ"))) {
			Result result = run(sandbox, job, with(reading, secret));
			assertThat(result.exitCode()).as(secret.toString()).isPositive();
			assertThat(result.output()).contains("No such file or directory").doesNotContain(CANARY);
		}
	}

	@Test
	void writesNoFileButThoseItIsGiven() throws Exception {
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		Path job = job();
		Path input = Files.writeString(job.resolve("video"), CANARY);
		Path own = Files.createFile(job.resolve("own"));
		List<String> writing = List.of("-f", "lavfi", "-i", "anullsrc", "-t", "0.1", "-f", "u8", "-y", "%s");
		assertThat(run(sandbox, job, with(writing, own)).exitCode()).isZero();
		assertThat(own).isNotEmptyFile();
		TestSandbox.assumeActive(sandbox, IsolationLayer.FILES);
		for (Path outside : List.of(job.resolve("written"), this.folder.resolve("written"), Path.of("/written"),
				Path.of("/tmp/written"), input, Path.of("/usr/lib/written"))) {
			assertThat(run(sandbox, job, with(writing, outside)).exitCode()).as(outside.toString()).isPositive();
		}
		assertThat(job).isDirectoryNotContaining("glob:**/written");
		assertThat(this.folder.resolve("written")).doesNotExist();
		assertThat(Path.of("/tmp/written")).doesNotExist();
		assertThat(input).hasContent(CANARY);
	}

	@ParameterizedTest
	@MethodSource("confinements")
	void connectsToNobody(String tools) throws Exception {
		Sandbox sandbox = sandbox(tools, TestSandbox.LIMITS);
		Path job = job();
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			server.setSoTimeout(1);
			List<String> connecting = List.of("-f", "u8", "-i",
					"tcp://127.0.0.1:" + server.getLocalPort() + "?timeout=200000", "-f", "u8", "-");
			run(Sandbox.none(), job, connecting);
			server.accept().close();
			TestSandbox.assumeActive(sandbox, IsolationLayer.NETWORK);
			assertThat(run(sandbox, job, connecting).exitCode()).isPositive();
			assertThatExceptionOfType(SocketTimeoutException.class).as("an attack without a sandbox is seen")
				.isThrownBy(server::accept);
		}
	}

	static Stream<String> confinements() {
		return Stream.of("bwrap", "unshare");
	}

	@Test
	void seesNoOtherProcess() throws Exception {
		// only ffmpeg's own folder is there to look at, so a listing says that it is
		// empty
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		TestSandbox.assumeActive(sandbox, IsolationLayer.PROCESSES);
		Result result = run(sandbox, job(),
				List.of("-f", "concat", "-safe", "0", "-i", "/proc/self/status", "-f", "null", "-"));
		assertThat(result.output()).contains("No such file or directory");
	}

	@Test
	void endsAtItsProcessorTime() throws Exception {
		Sandbox sandbox = sandbox("bwrap",
				new ProcessLimits(Duration.ofSeconds(1), DataSize.ofGigabytes(2), DataSize.ofGigabytes(1)));
		TestSandbox.assumeActive(sandbox, IsolationLayer.CPU_TIME);
		Result result = run(sandbox, job(),
				List.of("-f", "lavfi", "-i", "anoisesrc", "-t", "100000000", "-f", "null", "-"));
		assertThat(result.exitCode()).isPositive();
		assertThat(result.output()).contains("received signal 24");
	}

	@Test
	void getsNoMoreMemoryThanAllowed() throws Exception {
		Sandbox sandbox = sandbox("bwrap",
				new ProcessLimits(Duration.ofMinutes(1), DataSize.ofMegabytes(800), DataSize.ofGigabytes(1)));
		TestSandbox.assumeActive(sandbox, IsolationLayer.MEMORY);
		// reverses a picture that does not fit
		List<String> greedy = List.of("-f", "lavfi", "-i", "color=s=4000x4000", "-vf", "reverse", "-t", "3", "-f",
				"null", "-");
		assertThat(output(sandbox, job(), greedy)).contains("Cannot allocate memory");
	}

	@Test
	void writesNoGreaterFileThanAllowed() throws Exception {
		Sandbox sandbox = sandbox("bwrap",
				new ProcessLimits(Duration.ofMinutes(1), DataSize.ofGigabytes(2), DataSize.ofKilobytes(100)));
		TestSandbox.assumeActive(sandbox, IsolationLayer.FILE_SIZE);
		Path job = job();
		Path great = Files.createFile(job.resolve("great"));
		Result result = run(sandbox, job,
				List.of("-f", "lavfi", "-i", "anoisesrc", "-t", "60", "-f", "u8", "-y", great.toString()));
		assertThat(result.exitCode()).as("SIGXFSZ").isEqualTo(128 + 25);
		assertThat(Files.size(great)).isEqualTo(100 * 1024);
	}

	@Test
	void hasExitCodeOfTheProgram() throws Exception {
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		assertThat(run(sandbox, job(), List.of("-version")).exitCode()).isZero();
		assertThat(run(sandbox, job(), List.of("-i", "nothing")).exitCode())
			.isEqualTo(run(Sandbox.none(), job(), List.of("-i", "nothing")).exitCode())
			.isPositive();
	}

	@Test
	void livesOnWhenTheThreadThatStartedItEnds() throws Exception {
		Sandbox sandbox = TestSandbox.of(FFMPEG);
		TestSandbox.assumeActive(sandbox, IsolationLayer.LIFETIME);
		AtomicReference<Process> started = new AtomicReference<>();
		Path job = job();
		Thread thread = new Thread(() -> {
			try {
				started.set(sandbox.start(builder(job, List.of("-f", "lavfi", "-i", "anullsrc", "-f", "u8", "-")),
						List.of(), List.of()));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		thread.join();
		Process process = Objects.requireNonNull(started.get());
		try {
			// nobody else reads this much into a pipe, so that it waits for this
			assertThat(process.getInputStream().readNBytes(10_000_000)).hasSize(10_000_000);
			assertThat(process.isAlive()).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@ParameterizedTest
	@MethodSource("confinements")
	void endsWhenTheConverterIsKilled(String tools) throws Exception {
		TestSandbox.assumeActive(sandbox(tools, TestSandbox.LIMITS), IsolationLayer.LIFETIME);
		Process converter = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), SandboxedRun.class.getName(),
				FFMPEG.toString(), tools, job().toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			assertThat(converter.inputReader().lines().anyMatch("started"::equals)).isTrue();
			List<ProcessHandle> descendants = Awaitility.await()
				.until(() -> converter.descendants().toList(), (list) -> list.stream()
					.anyMatch((process) -> process.info().command().orElse("").endsWith("/ffmpeg")));
			converter.destroyForcibly();
			Awaitility.await().until(() -> descendants.stream().noneMatch(ProcessHandle::isAlive));
		}
		finally {
			converter.descendants().forEach(ProcessHandle::destroyForcibly);
			converter.destroyForcibly();
		}
	}

	@Test
	void startsWithoutLayersOrNotAtAllWhenThereAreNoTools() {
		Sandbox sandbox = TestSandbox.build(FFMPEG, (tool) -> Optional.empty(), TestSandbox.LIMITS,
				SandboxMode.PREFERRED);
		assertThat(sandbox.active()).isEmpty();
		assertThat(sandbox.missing()).hasSize(IsolationLayer.values().length);
		assertThatIllegalStateException().isThrownBy(
				() -> TestSandbox.build(FFMPEG, (tool) -> Optional.empty(), TestSandbox.LIMITS, SandboxMode.REQUIRED))
			.withMessageContaining("soundlift.converter.ffmpeg.sandbox=required")
			.withMessageContaining("NETWORK");
	}

	@Test
	void doesNotTrustToolThatDoesNotDoItsWork() throws IOException {
		Path tools = Files.createDirectory(this.folder.resolve("tools"));
		// runs what it is told to, without any layer
		executable(tools.resolve("bwrap"), "while [ \"$1\" != -- ]; do [ \"$1\" = --chdir ] && cd \"$2\"; shift; done",
				"shift", "exec \"$@\"");
		executable(tools.resolve("unshare"), "echo 'unshare failed: Operation not permitted' >&2", "exit 1");
		Sandbox sandbox = TestSandbox.build(FFMPEG, new Tools(tools.toString())::find, TestSandbox.LIMITS,
				SandboxMode.PREFERRED);
		assertThat(sandbox.active()).isEmpty();
		assertThat(sandbox.missing()).containsEntry(IsolationLayer.FILES, "ffmpeg could still reach files outside")
			.containsEntry(IsolationLayer.NETWORK, "unshare failed: Operation not permitted");
	}

	@Test
	void setsUpNoLayerWhenSwitchedOff() {
		Sandbox sandbox = TestSandbox.build(FFMPEG, TestSandbox::tool, TestSandbox.LIMITS, SandboxMode.OFF);
		assertThat(sandbox.active()).isEmpty();
		assertThat(sandbox.missing()).containsEntry(IsolationLayer.NETWORK, "switched off");
	}

	/**
	 * Creates a sandbox with one tool of confinement only.
	 */
	private static Sandbox sandbox(String tools, ProcessLimits limits) {
		return TestSandbox.build(FFMPEG, TestSandbox.toolsWith(tools), limits, SandboxMode.PREFERRED);
	}

	private static void executable(Path file, String... lines) throws IOException {
		Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
	}

	private Path job() throws IOException {
		return Files.createTempDirectory(this.folder, "job-");
	}

	private static List<String> with(List<String> arguments, Path file) {
		return arguments.stream().map((argument) -> argument.equals("%s") ? file.toString() : argument).toList();
	}

	private static String output(Sandbox sandbox, Path job, List<String> arguments) throws Exception {
		return run(sandbox, job, arguments).output();
	}

	private static Result run(Sandbox sandbox, Path job, List<String> arguments) throws Exception {
		Process process = sandbox.start(builder(job, arguments), List.of(job.resolve("video")),
				Stream.of(job.resolve("own"), job.resolve("great")).filter(Files::exists).toList());
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			return new Result(process.exitValue(), output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static ProcessBuilder builder(Path job, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(FFMPEG.toString(), "-nostdin", "-hide_banner"));
		command.addAll(arguments);
		return new ProcessBuilder(command).directory(job.toFile()).redirectErrorStream(true);
	}

	/**
	 * How a run has ended.
	 *
	 * @param exitCode its exit code
	 * @param output what it has written
	 */
	private record Result(int exitCode, String output) {
	}

}
