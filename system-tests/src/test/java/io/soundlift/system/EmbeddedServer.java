package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.soundlift.testsupport.FreePort;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * An embedded server in a process of its own, always on the same port, so that it can be
 * killed and started again.
 */
final class EmbeddedServer implements AutoCloseable {

	/** User and password of the broker. */
	static final String BROKER_USER = "soundlift";

	private final List<String> arguments;

	private final int port = FreePort.find();

	private @Nullable Process process;

	private final Path log;

	private EmbeddedServer(Path folder, String kind, Path file) {
		this.arguments = List.of(kind, file.toString());
		this.log = folder.resolve(kind + ".log");
	}

	/**
	 * A store that is not started yet.
	 * @param folder where its data is
	 */
	static EmbeddedServer store(Path folder) {
		return new EmbeddedServer(folder, "store", folder.resolve("soundlift.h2"));
	}

	/**
	 * A broker that is not started yet, and keeps nothing when it ends.
	 * @param folder where its log goes
	 */
	static EmbeddedServer broker(Path folder) {
		return new EmbeddedServer(folder, "broker", folder);
	}

	int port() {
		return this.port;
	}

	/**
	 * Starts the server and waits until it answers.
	 */
	EmbeddedServer start() {
		ProcessBuilder builder = new ProcessBuilder(ServiceProcess.JAVA, "-Xmx512m", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				EmbeddedServerProcess.class.getName(), this.arguments.get(0), Integer.toString(this.port),
				this.arguments.get(1));
		builder.redirectErrorStream(true);
		builder.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()));
		try {
			Process started = builder.start();
			this.process = started;
			await("the embedded " + this.arguments.get(0)).atMost(Duration.ofMinutes(3))
				.pollInterval(Duration.ofMillis(100))
				.until(() -> isReady(started));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isReady(Process started) {
		if (!started.isAlive()) {
			throw new IllegalStateException("The embedded " + this.arguments.get(0) + " has ended, see " + this.log);
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Ends the server at once, as {@code kill -9} does.
	 */
	void kill() {
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

	@Override
	public void close() {
		kill();
	}

}
