package io.soundlift.embedded;

import java.lang.reflect.Field;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.logging.NullMessageLogger;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker on the loopback interface, in this process, with one virtual host
 * named {@code soundlift} and one user. It keeps messages in memory only, and ignores
 * RabbitMQ's own {@code x-*} queue arguments.
 */
public final class EmbeddedBroker implements AutoCloseable {

	private static final String VIRTUAL_HOST = "soundlift";

	private final SystemLauncher launcher;

	private final URI uri;

	private EmbeddedBroker(SystemLauncher launcher, URI uri) {
		this.launcher = launcher;
		this.uri = uri;
	}

	/**
	 * Starts a broker.
	 * @param port the TCP port to listen on, 0 for a free one
	 * @param username the name of the only user
	 * @param password the password of the only user, sent in clear over loopback
	 * @return the running broker
	 * @throws IllegalStateException if the broker can't start, for example because the
	 * port is in use
	 */
	public static EmbeddedBroker start(int port, String username, String password) {
		Startup startup = new Startup();
		SystemLauncher launcher = new SystemLauncher(startup);
		try {
			launcher.startup(attributes(port, username, password));
			int boundPort = startup.boundPort();
			startup.removeShutdownHook();
			return new EmbeddedBroker(launcher, URI.create("amqp://" + encode(username) + ":" + encode(password)
					+ "@127.0.0.1:" + boundPort + "/" + VIRTUAL_HOST));
		}
		catch (Exception ex) {
			launcher.shutdown();
			throw new IllegalStateException("Unable to start the embedded broker on port " + port, ex);
		}
	}

	private static Map<String, Object> attributes(int port, String username, String password) {
		Map<String, String> context = new HashMap<>();
		context.put("soundlift.broker.port", String.valueOf(port));
		context.put("soundlift.broker.username", username);
		context.put("soundlift.broker.password", password);
		context.put("soundlift.broker.virtual-host", VIRTUAL_HOST);
		return Map.of("type", "Memory", "initialConfigurationLocation", resource("broker.json"),
				"initialSystemPropertiesLocation", resource("broker.properties"), "startupLoggedToSystemOut", false,
				"context", context);
	}

	private static String resource(String name) {
		URL resource = EmbeddedBroker.class.getResource(name);
		return Objects.requireNonNull(resource, name).toString();
	}

	private static String encode(String part) {
		return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * Returns the address of this broker.
	 * @return the AMQP URI with user, password and virtual host
	 */
	public String uri() {
		return this.uri.toString();
	}

	/**
	 * Returns the port this broker listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.uri.getPort();
	}

	/**
	 * Disconnects the clients and drops all messages.
	 */
	@Override
	public void close() {
		this.launcher.shutdown();
	}

	/**
	 * Silences the broker's operational log, finds the port it bound, and keeps it
	 * running until it is closed.
	 */
	private static final class Startup extends SystemLauncherListener.DefaultSystemLauncherListener {

		private @Nullable SystemConfig<?> system;

		@Override
		public void onContainerResolve(SystemConfig<?> systemConfig) {
			this.system = systemConfig;
			systemConfig.getEventLogger().setMessageLogger(new NullMessageLogger());
		}

		int boundPort() {
			int port = Objects.requireNonNull(this.system)
				.getContainer()
				.getChildren(Port.class)
				.stream()
				.mapToInt((child) -> child.getBoundPort())
				.findFirst()
				.orElse(-1);
			if (port < 1) {
				throw new IllegalStateException("The port is not bound; is it in use?");
			}
			return port;
		}

		/**
		 * Prevents the broker from stopping by itself when the process is signalled to
		 * end: the code that started it stops the broker's clients first. The broker has
		 * no setting for it.
		 */
		void removeShutdownHook() {
			Object broker = Objects.requireNonNull(this.system).getContainer();
			try {
				Class<?> type = broker.getClass();
				while (!type.getSimpleName().equals("BrokerImpl")) {
					type = type.getSuperclass();
				}
				Field hook = type.getDeclaredField("_shutdownHook");
				hook.setAccessible(true);
				Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException("This release of the broker registers its shutdown hook elsewhere", ex);
			}
		}

	}

}
