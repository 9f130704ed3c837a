package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A third-party program that runs during tests. Its output goes to a file in
 * {@code target}.
 */
public final class ToolProcess implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String name;

	private final Path log;

	private final Process process;

	private ToolProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts a program and does not wait for it.
	 * @param name its name in messages and in that of its log
	 * @param command path of the program and its arguments
	 * @param environment what it gets besides the environment of the tests
	 * @return the process
	 */
	public static ToolProcess start(String name, List<String> command, Map<String, String> environment) {
		try {
			Path folder = Files.createDirectories(Path.of("target", "tools"));
			Path log = Files.createTempFile(folder, name + "-", ".log");
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
			builder.environment().putAll(environment);
			return new ToolProcess(name, log, builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until the program answers with 200.
	 * @param address the address to request
	 * @throws IllegalStateException if it ends instead
	 */
	public void awaitReady(URI address) {
		Awaitility.await(this.name)
			.atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(100))
			.until(() -> isReady(address));
	}

	private boolean isReady(URI address) throws InterruptedException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException(this.name + " has ended: " + log());
		}
		try {
			HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
			return this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns what the program has written so far.
	 * @return its output and its errors
	 */
	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Asks the program to end, and ends it if it does not.
	 */
	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
