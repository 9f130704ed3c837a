package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.soundlift.testsupport.FreePort;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A node of the RabbitMQ that is installed on this machine, with a name, ports and a
 * folder of its own, so that it can be killed and its data deleted.
 */
final class OwnRabbitMq extends FaultyBroker {

	/**
	 * Not the script on the path, which changes to another user.
	 */
	private static final Path SCRIPT = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

	private final int port;

	private final Path folder;

	private final Path data;

	private final int distributionPort = FreePort.find();

	private @Nullable Process process;

	OwnRabbitMq(Path folder) {
		this(folder.toAbsolutePath(), FreePort.find());
	}

	private OwnRabbitMq(Path folder, int port) {
		super(URI.create("amqp://guest:guest@127.0.0.1:" + port));
		this.port = port;
		this.folder = folder;
		this.data = folder.resolve("data");
		try {
			Files.createDirectories(folder.resolve("log"));
			Files.createDirectories(folder.resolve("home"));
			Files.writeString(folder.resolve("rabbitmq-env.conf"), "");
			Files.writeString(folder.resolve("rabbitmq.conf"), "");
			Files.writeString(folder.resolve("enabled_plugins"), "[].");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	String name() {
		return "RabbitMQ, a node of our own";
	}

	@Override
	Set<FaultKind> faults() {
		return EnumSet.of(FaultKind.BROKER_KILLED, FaultKind.BROKER_WIPED);
	}

	@Override
	void start() {
		if (this.process == null) {
			this.process = startNode();
		}
		super.start();
	}

	private Process startNode() {
		if (!Files.isExecutable(SCRIPT)) {
			throw new IllegalStateException("RabbitMQ is not installed: there is no " + SCRIPT);
		}
		ProcessBuilder builder = new ProcessBuilder(List.of(SCRIPT.toString()));
		builder.environment()
			.putAll(Map.of("RABBITMQ_NODENAME", "faults-" + this.port + "@localhost", "RABBITMQ_NODE_PORT",
					Integer.toString(this.port), "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1", "RABBITMQ_DIST_PORT",
					Integer.toString(this.distributionPort), "RABBITMQ_MNESIA_BASE", this.data.toString(),
					"RABBITMQ_LOG_BASE", path("log"), "RABBITMQ_CONF_ENV_FILE", path("rabbitmq-env.conf"),
					"RABBITMQ_CONFIG_FILE", path("rabbitmq.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE",
					path("enabled_plugins"), "HOME", path("home")));
		builder.redirectErrorStream(true);
		builder.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("node.log").toFile()));
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String path(String name) {
		return this.folder.resolve(name).toString();
	}

	@Override
	void kill() {
		if (this.process != null) {
			List<ProcessHandle> node = this.process.descendants().toList();
			this.process.destroyForcibly();
			node.forEach(ProcessHandle::destroyForcibly);
			node.forEach((each) -> each.onExit().join());
			this.process.onExit().join();
			this.process = null;
		}
	}

	@Override
	void wipe() {
		try {
			FileSystemUtils.deleteRecursively(this.data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		super.close();
	}

}
