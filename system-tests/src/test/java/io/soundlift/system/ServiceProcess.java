package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.Metrics;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * One service in a JVM of its own, with as little memory as it must do with.
 */
final class ServiceProcess implements AutoCloseable {

	/** The program that runs this JVM too. */
	static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	/** As {@code ./soundlift up} has them. */
	private static final List<String> BOTH_COMPILERS = List.of("-XX:Tier4InvocationThreshold=200000",
			"-XX:Tier4MinInvocationThreshold=24000", "-XX:Tier4CompileThreshold=600000",
			"-XX:Tier4BackEdgeThreshold=1600000");

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

	private final String name;

	private final String module;

	private final Map<String, String> environment;

	private final Path log;

	private final boolean bothCompilers;

	private final int port;

	private final int managementPort;

	private @Nullable Process process;

	/**
	 * A service that is not started yet.
	 * @param name name of this process
	 * @param module folder of the jar that it runs
	 * @param logFolder where its log goes
	 * @param port port on the loopback interface
	 * @param environment what it gets besides its ports
	 */
	ServiceProcess(String name, String module, Path logFolder, int port, Map<String, String> environment) {
		this(name, module, logFolder, port, environment, false);
	}

	/**
	 * A service that is not started yet.
	 * @param name name of the process
	 * @param module which service
	 * @param logFolder where its log goes
	 * @param port port on the loopback interface
	 * @param environment what it gets besides its ports
	 * @param bothCompilers whether the JVM has its second compiler, which is quick for
	 * those that live long; without it a service starts sooner
	 */
	ServiceProcess(String name, String module, Path logFolder, int port, Map<String, String> environment,
			boolean bothCompilers) {
		this.name = name;
		this.bothCompilers = bothCompilers;
		this.module = module;
		this.environment = new HashMap<>(environment);
		this.log = emptyLog(logFolder, name);
		this.port = port;
		this.managementPort = FreePort.find();
	}

	private static Path emptyLog(Path folder, String name) {
		try {
			Path log = Files.createDirectories(folder).resolve(name + ".log");
			Files.deleteIfExists(log);
			return log;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path root() {
		return ROOT;
	}

	/**
	 * Changes a variable of its environment from the next start on.
	 */
	void set(String variable, String value) {
		this.environment.put(variable, value);
	}

	int port() {
		return this.port;
	}

	String get(String variable) {
		return this.environment.getOrDefault(variable, "");
	}

	/**
	 * Starts the service and does not wait for it.
	 */
	ServiceProcess start() {
		List<String> command = new ArrayList<>(
				List.of(JAVA, "-Xmx128m", "-XX:+UseSerialGC", "-XX:NewRatio=4", "-XX:+ExitOnOutOfMemoryError"));
		command.addAll(this.bothCompilers ? BOTH_COMPILERS : List.of("-XX:TieredStopAtLevel=1"));
		command.addAll(ServiceJar.options(this.module));
		command.addAll(List.of("-jar", ServiceJar.of(this.module).toString()));
		ProcessBuilder builder = new ProcessBuilder(command);
		Map<String, String> all = new HashMap<>(this.environment);
		all.put("SERVER_ADDRESS", "127.0.0.1");
		all.put("SERVER_PORT", Integer.toString(this.port));
		all.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
		all.put("MANAGEMENT_SERVER_PORT", Integer.toString(this.managementPort));
		all.put("SOUNDLIFT_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
		builder.environment().keySet().removeIf((key) -> key.startsWith("SOUNDLIFT_"));
		builder.environment().putAll(all);
		builder.redirectErrorStream(true);
		builder.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()));
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	void awaitReady() {
		await(this.name).atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(200)).until(this::isReadyOrEnded);
		ServiceJar.archive(this, this.module);
	}

	private boolean isReadyOrEnded() {
		if (!process().isAlive()) {
			throw new IllegalStateException(this.name + " has ended:\n" + log());
		}
		return isReady();
	}

	/**
	 * Returns whether it wants to be sent requests.
	 */
	boolean isReady() {
		return health("readiness").startsWith("200 ");
	}

	/**
	 * Asks how it is.
	 * @param group readiness or liveness
	 * @return status and body of the answer; empty if there is none within 5 seconds
	 */
	String health(String group) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/health/" + group))
			.timeout(Duration.ofSeconds(20))
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			return response.statusCode() + " " + response.body();
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	/**
	 * Returns what Prometheus would get now.
	 */
	String metrics() {
		return Metrics.scrape(this.managementPort).text();
	}

	/**
	 * Collects garbage in the service and returns what is left of its heap.
	 * @return bytes in use
	 */
	long heapInUse() {
		jcmd("GC.run");
		return metrics().lines()
			.filter((line) -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
			.mapToLong((line) -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	/**
	 * Sends a command to the JVM of the service.
	 * @param command a command of {@code jcmd} and its arguments
	 */
	void jcmd(String... command) {
		List<String> all = new ArrayList<>(
				List.of(Path.of(JAVA).resolveSibling("jcmd").toString(), Long.toString(process().pid())));
		all.addAll(List.of(command));
		try {
			Process jcmd = new ProcessBuilder(all).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!jcmd.waitFor(5, TimeUnit.MINUTES) || jcmd.exitValue() != 0) {
				throw new IllegalStateException(this.name + " does not do " + all);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns all lines that the service, and those that had its name before, have
	 * logged, but not one that is being written.
	 */
	String log() {
		return completeLines().lines()
			.filter((line) -> !ServiceJar.isAboutArchive(line))
			.map((line) -> line + "\n")
			.collect(Collectors.joining());
	}

	private String completeLines() {
		try {
			String text = Files.readString(this.log);
			return text.substring(0, text.lastIndexOf('\n') + 1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ends the service at once, as {@code kill -9} does, with all that it has started.
	 */
	void kill() {
		process().descendants().forEach(ProcessHandle::destroyForcibly);
		killAlone();
	}

	/**
	 * Ends the service at once. What it has started is left to itself.
	 */
	void killAlone() {
		process().destroyForcibly().onExit().join();
		dropUnfinishedLine();
	}

	/** The next one with its name goes on in a new line. */
	private void dropUnfinishedLine() {
		try (FileChannel content = FileChannel.open(this.log, StandardOpenOption.WRITE)) {
			content.truncate(completeLines().getBytes(StandardCharsets.UTF_8).length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stops the service where it is, as a machine that hangs does, until it is
	 * {@linkplain #resume() resumed}.
	 */
	void pause() {
		Signal.STOP.to(process());
	}

	void resume() {
		Signal.CONT.to(process());
	}

	/**
	 * Returns whether the service was started and has not ended.
	 */
	boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * Asks the service to end, and waits until it has.
	 */
	void stop() throws InterruptedException {
		process().destroy();
		if (!process().waitFor(5, TimeUnit.MINUTES)) {
			throw new IllegalStateException(this.name + " does not end");
		}
	}

	Process process() {
		if (this.process == null) {
			throw new IllegalStateException(this.name + " was not started");
		}
		return this.process;
	}

	@Override
	public void close() {
		if (this.process != null) {
			kill();
		}
	}

}
