package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.TcpProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * All services, those that do the work in two processes each, on a broker, a store and a
 * mail server that can be taken away, and a way to take each of them away and give it
 * back. Nothing in it starts again by itself.
 */
final class FaultySystem implements AutoCloseable {

	private static final Map<String, String> SERVICES = Map.of("config-server", "config-server", "auth-server",
			"auth-server", "gateway", "gateway", "gateway-2", "gateway", "converter", "converter", "converter-2",
			"converter", "notifier", "notifier", "notifier-2", "notifier");

	private final Path folder;

	private final FaultyMail mail;

	private final Mailbox mailbox;

	private final @Nullable TestCollector collector;

	private final FaultyStore store;

	private final FaultyBroker broker;

	private final TcpProxy gateways;

	private final MongoClient mongo;

	private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

	/**
	 * A system that is not started yet.
	 * @param options which broker and which mail server
	 * @param name folder in {@code target} for its data and logs, which is emptied
	 */
	FaultySystem(FaultOptions options, String name) {
		this(options, name, false);
	}

	/**
	 * A system that is not started yet.
	 * @param options which broker and which mail server
	 * @param name folder in {@code target} for its data and logs, which is emptied
	 * @param bothCompilers whether services are compiled as {@code up} has them compiled
	 */
	FaultySystem(FaultOptions options, String name, boolean bothCompilers) {
		this.folder = emptyFolder(Path.of("target", name));
		this.store = new FaultyStore(this.folder);
		this.broker = FaultyBrokers.of(options.broker(), this.folder);
		this.mail = FaultyMails.start(options.mail(), this.folder);
		this.mailbox = new Mailbox(this.mail::received);
		this.collector = TestCollector.isAvailable() ? TestCollector.start(this.folder) : null;
		this.mongo = MongoClients.create(this.store.directUri());
		Map<String, Integer> ports = new LinkedHashMap<>();
		SERVICES.keySet().stream().sorted().forEach((service) -> ports.put(service, FreePort.find()));
		this.gateways = new TcpProxy(ports.entrySet()
			.stream()
			.filter((port) -> module(port.getKey()).equals("gateway"))
			.map((port) -> new InetSocketAddress("127.0.0.1", port.getValue()))
			.toList());
		SystemEnvironment environment = new SystemEnvironment()
			.with("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:" + ports.get("config-server"))
			.with("SOUNDLIFT_MONGODB_URI", this.store.uri())
			.with("SOUNDLIFT_RABBIT_URI", this.broker.uri())
			.with("SOUNDLIFT_SMTP_HOST", "127.0.0.1")
			.with("SOUNDLIFT_SMTP_PORT", Integer.toString(this.mail.port()))
			.with("SOUNDLIFT_PUBLIC_URL", publicUrl())
			.with("SOUNDLIFT_AUTH_SERVER_URI", "http://127.0.0.1:" + ports.get("auth-server"))
			.with("SOUNDLIFT_CONVERTER_WORKDIRECTORY", this.folder.resolve("work").toAbsolutePath().toString());
		// so that a run ends in minutes: what is thought dead, lost or left is so sooner
		environment.with("SOUNDLIFT_NOTIFIER_LEASE", "45s")
			.with("SOUNDLIFT_NOTIFIER_MAILINTERVAL", "5s")
			.with("SOUNDLIFT_NOTIFIER_SWEEPINTERVAL", "3s")
			.with("SOUNDLIFT_NOTIFIER_LOSTAFTER", "20s")
			.with("SOUNDLIFT_NOTIFIER_RETRY_DELAY", "2s")
			.with("SOUNDLIFT_NOTIFIER_RETRY_MAXDELAY", "10s")
			.with("SOUNDLIFT_UPKEEP_STALLTIMEOUT", "1m");
		if (this.collector != null) {
			environment.with("SOUNDLIFT_OTLP_ENDPOINT", this.collector.origin() + "/v1/traces")
				.with("SOUNDLIFT_OTLP_LOGS_ENDPOINT", this.collector.origin() + "/v1/logs");
		}
		// so that converters help each other with a video of a few minutes
		environment.with("SOUNDLIFT_CONVERTER_FLEET_LEASTLENGTH", "1m").with("SOUNDLIFT_CONVERTER_CHUNKLENGTH", "10s");
		Path logs = this.folder.resolve("logs");
		ports.forEach((service, port) -> this.services.put(service, new ServiceProcess(service, module(service), logs,
				port, environment.of(module(service)), bothCompilers)));
	}

	private static Path emptyFolder(Path folder) {
		try {
			FileSystemUtils.deleteRecursively(folder);
			return Files.createDirectories(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String module(String service) {
		return SERVICES.getOrDefault(service, service);
	}

	/**
	 * Starts everything and waits until it is ready.
	 */
	FaultySystem start() {
		startServers();
		service("config-server").start().awaitReady();
		this.services.values().stream().filter((service) -> !service.isAlive()).forEach(ServiceProcess::start);
		this.services.values().forEach(ServiceProcess::awaitReady);
		return this;
	}

	/**
	 * Starts broker and store, and no service.
	 */
	void startServers() {
		this.broker.start();
		this.store.start();
	}

	/**
	 * The kinds of faults that can happen to this system.
	 */
	Set<FaultKind> faults() {
		Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
		kinds.removeAll(EnumSet.of(FaultKind.BROKER_KILLED, FaultKind.BROKER_WIPED, FaultKind.STORE_KILLED));
		kinds.removeIf((kind) -> kind.target() == FaultKind.Target.MAIL);
		kinds.addAll(this.broker.faults());
		kinds.addAll(this.store.faults());
		kinds.addAll(this.mail.faults());
		return kinds;
	}

	/**
	 * Begins a fault.
	 * @param kind what happens
	 * @param target the service that it happens to
	 */
	void begin(FaultKind kind, String target) throws InterruptedException {
		switch (kind) {
			case SERVICE_KILLED -> service(target).killAlone();
			case SERVICE_STOPPED -> service(target).stop();
			case SERVICE_PAUSED -> service(target).pause();
			case BROKER_KILLED -> this.broker.kill();
			case BROKER_WIPED -> {
				this.broker.kill();
				this.broker.wipe();
			}
			case BROKER_CUT -> this.broker.line().cut();
			case BROKER_STALLED -> this.broker.line().stall();
			case STORE_KILLED -> this.store.kill();
			case STORE_CUT -> this.store.line().cut();
			case STORE_DELAYED -> this.store.line().delay(Duration.ofMillis(30));
			case STORE_STALLED -> this.store.line().stall();
			case STORE_HALF_CLOSED -> this.store.line().halfClose();
			case MAIL_AWAY, MAIL_REFUSED, MAIL_STALLED, MAIL_UNANSWERED -> this.mail.begin(kind);
		}
	}

	/**
	 * Ends a fault.
	 * @param kind what happened
	 * @param target the service that it happened to
	 */
	void end(FaultKind kind, String target) {
		switch (kind) {
			case SERVICE_KILLED, SERVICE_STOPPED -> service(target).start();
			case SERVICE_PAUSED -> service(target).resume();
			case BROKER_KILLED, BROKER_WIPED -> this.broker.start();
			case BROKER_CUT, BROKER_STALLED -> this.broker.line().restore();
			case STORE_KILLED -> this.store.start();
			case STORE_CUT, STORE_DELAYED, STORE_STALLED, STORE_HALF_CLOSED -> this.store.line().restore();
			case MAIL_AWAY, MAIL_REFUSED, MAIL_STALLED, MAIL_UNANSWERED -> this.mail.end(kind);
		}
	}

	/**
	 * Starts services again that have ended though nobody had asked them to, as whatever
	 * runs them would.
	 * @return their names
	 */
	List<String> restartEnded() {
		List<String> ended = new ArrayList<>();
		this.services.forEach((name, service) -> {
			if (!service.isAlive()) {
				ended.add(name);
				service.start();
			}
		});
		return ended;
	}

	void awaitReady() {
		this.services.values().forEach(ServiceProcess::awaitReady);
	}

	ServiceProcess service(String name) {
		ServiceProcess service = this.services.get(name);
		if (service == null) {
			throw new IllegalArgumentException("No service is called " + name);
		}
		return service;
	}

	/**
	 * Where its data and logs are.
	 */
	Path folder() {
		return this.folder;
	}

	FaultyBroker broker() {
		return this.broker;
	}

	/**
	 * The line between services and store.
	 */
	TcpProxy storeLine() {
		return this.store.line();
	}

	FaultyMail mail() {
		return this.mail;
	}

	/**
	 * Returns the collector that all spans are sent to; {@code null} if there is none.
	 */
	@Nullable TestCollector collector() {
		return this.collector;
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	/**
	 * The one address of all gateways.
	 */
	String publicUrl() {
		return "http://127.0.0.1:" + this.gateways.port();
	}

	MongoDatabase database(String name) {
		return this.mongo.getDatabase(name);
	}

	@Override
	public void close() {
		this.services.values().forEach(ServiceProcess::close);
		this.gateways.close();
		this.mail.close();
		this.broker.close();
		this.mongo.close();
		this.store.close();
		if (this.collector != null) {
			this.collector.close();
		}
	}

}
