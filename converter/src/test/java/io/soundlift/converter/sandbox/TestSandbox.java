package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/**
 * Sandboxes for tests.
 */
public final class TestSandbox {

	/** Environment variable that makes a missing layer a failure. */
	static final String REQUIRED = "SOUNDLIFT_TEST_SANDBOX";

	static final ProcessLimits LIMITS = new ProcessLimits(Duration.ofMinutes(10), DataSize.ofGigabytes(2),
			DataSize.ofGigabytes(1));

	private static final Set<String> CONFINEMENTS = Set.of("bwrap", "unshare");

	private static final Map<Path, Sandbox> SANDBOXES = new ConcurrentHashMap<>();

	private TestSandbox() {
	}

	/**
	 * Returns the best sandbox that this system allows.
	 * @param ffmpeg the ffmpeg that is to run in it
	 * @return a sandbox with generous limits
	 */
	public static Sandbox of(Path ffmpeg) {
		return SANDBOXES.computeIfAbsent(ffmpeg,
				(path) -> build(path, TestSandbox::tool, LIMITS, SandboxMode.PREFERRED));
	}

	/**
	 * Returns a sandbox without files and network. Skips the running test where there is
	 * none.
	 * @param ffmpeg the ffmpeg that is to run in it
	 * @return a sandbox with generous limits
	 */
	public static Sandbox contained(Path ffmpeg) {
		Sandbox sandbox = of(ffmpeg);
		assumeActive(sandbox, IsolationLayer.FILES, IsolationLayer.NETWORK);
		return sandbox;
	}

	/**
	 * Returns a sandbox with little processor time. Skips the running test where that
	 * can't be bounded.
	 * @param ffmpeg the ffmpeg that is to run in it
	 * @param cpuTime the most that each run may take, in whole seconds
	 * @return the sandbox
	 */
	public static Sandbox withCpuTime(Path ffmpeg, Duration cpuTime) {
		Sandbox sandbox = build(ffmpeg, TestSandbox::tool,
				new ProcessLimits(cpuTime, LIMITS.memory(), LIMITS.fileSize()), SandboxMode.PREFERRED);
		assumeActive(sandbox, IsolationLayer.CPU_TIME);
		return sandbox;
	}

	/**
	 * Returns the sandbox of a program that stands in for ffmpeg. Skips the running test
	 * where the sandbox can't keep files away.
	 * @param program an executable script, which has to behave like ffmpeg if asked for
	 * what ffmpeg does
	 * @param helpers its interpreter, and other programs that it runs
	 * @param tools finds the tools of the system
	 * @return the sandbox
	 */
	static Sandbox ofStandIn(Path program, List<Path> helpers, Function<String, Optional<String>> tools) {
		Sandbox sandbox = build(program, tools, LIMITS, SandboxMode.PREFERRED, helpers);
		assumeActive(sandbox, IsolationLayer.FILES, IsolationLayer.NETWORK, IsolationLayer.PROCESSES);
		return sandbox;
	}

	/**
	 * Skips the running test if layers are missing, unless
	 * {@code SOUNDLIFT_TEST_SANDBOX=true}.
	 * @param sandbox the sandbox
	 * @param layers the layers that the test needs
	 */
	static void assumeActive(Sandbox sandbox, IsolationLayer... layers) {
		if (!Boolean.parseBoolean(System.getenv(REQUIRED))) {
			Assumptions.assumeTrue(sandbox.active().containsAll(Set.of(layers)),
					() -> "This system does not allow it: " + sandbox.missing());
		}
	}

	static Optional<String> tool(String name) {
		return new Tools(System.getenv("PATH")).find(name);
	}

	/**
	 * Returns the tools of this system but for one kind of confinement.
	 * @param confinement the tool that makes confinements
	 * @return finds tools by their names
	 */
	static Function<String, Optional<String>> toolsWith(String confinement) {
		return (name) -> (CONFINEMENTS.contains(name) && !name.equals(confinement)) ? Optional.empty() : tool(name);
	}

	static Sandbox build(Path ffmpeg, Function<String, Optional<String>> tools, ProcessLimits limits,
			SandboxMode mode) {
		return build(ffmpeg, tools, limits, mode, List.of());
	}

	private static Sandbox build(Path ffmpeg, Function<String, Optional<String>> tools, ProcessLimits limits,
			SandboxMode mode, List<Path> helpers) {
		try {
			Path stateFolder = Files.createTempDirectory("soundlift-filter-");
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(stateFolder.toFile())));
			Path scratch = Files.createTempDirectory("soundlift-sandbox-");
			try {
				return new SandboxBuilder(tools, limits, helpers).build(ffmpeg, scratch, stateFolder, mode);
			}
			finally {
				FileSystemUtils.deleteRecursively(scratch);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
