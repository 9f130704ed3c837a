package io.soundlift.gateway.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.gateway.GatewayApplication;
import io.soundlift.gateway.TestAuthServer;
import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.Metrics;
import io.soundlift.testsupport.TestMongo;

import static org.awaitility.Awaitility.await;

/**
 * A gateway in a JVM of its own, with the memory that {@code ./soundlift up} gives it.
 */
final class TestGatewayProcess implements AutoCloseable {

	private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final TestAuthServer authServer = new TestAuthServer();

	private final int port = FreePort.find();

	private final int managementPort = FreePort.find();

	private final Process process;

	/**
	 * Starts a gateway and waits until it is ready.
	 * @param properties further properties as {@code --name=value}, which win
	 */
	TestGatewayProcess(String... properties) {
		List<String> own = new ArrayList<>(List.of(properties));
		own.add("--server.port=" + this.port);
		own.add("--management.server.port=" + this.managementPort);
		own.add("--management.server.address=127.0.0.1");
		List<String> command = new ArrayList<>(List.of(BIN.resolve("java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
				"-XX:NewRatio=4", "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
				GatewayApplication.class.getName()));
		command.addAll(TestGateway.arguments(this.authServer, TestMongo.databaseName(), own.toArray(String[]::new)));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("SOUNDLIFT_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
		builder.redirectErrorStream(true);
		builder.redirectOutput(Path.of("target", "flooded-gateway.log").toFile());
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await().atMost(Duration.ofMinutes(5)).until(this::isReadyOrEnded);
	}

	private boolean isReadyOrEnded() {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The gateway has ended, see target/flooded-gateway.log");
		}
		try {
			return this.http
				.send(HttpRequest
					.newBuilder(URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/health/readiness"))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	int port() {
		return this.port;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns an access token with both scopes.
	 * @param owner id of the account
	 */
	String token(String owner) {
		return this.authServer.token(owner, TestGateway.ALL);
	}

	/**
	 * Returns how much of the heap is in use after a collection.
	 * @return MiB
	 */
	long usedHeapMebibytes() {
		try {
			new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(this.process.pid()), "GC.run")
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Metrics.scrape(this.managementPort)
			.text()
			.lines()
			.filter((line) -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
			.mapToLong((line) -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum() >> 20;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
		this.authServer.close();
	}

}
