package io.soundlift.cli.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.soundlift.cli.account.Credentials;

/**
 * Plan for the start of each service: its ports, its command line and its environment.
 */
final class ServicePlan {

	static final String CONFIG_SERVER = "config-server";

	static final String AUTH_SERVER = "auth-server";

	static final String GATEWAY = "gateway";

	static final String CONVERTER = "converter";

	static final String NOTIFIER = "notifier";

	private static final List<String> NAMES = List.of(CONFIG_SERVER, AUTH_SERVER, GATEWAY, CONVERTER, NOTIFIER);

	private static final Set<String> BROKER_CLIENTS = Set.of(GATEWAY, CONVERTER, NOTIFIER);

	private static final Set<String> MAILERS = Set.of(AUTH_SERVER, NOTIFIER);

	private static final Set<String> LITTLE_WORK = Set.of(CONFIG_SERVER, NOTIFIER);

	private final UpOptions options;

	private final ProjectFolder project;

	private final DataFolder data;

	private ServicePlan(UpOptions options, ProjectFolder project, DataFolder data) {
		this.options = options;
		this.project = project;
		this.data = data;
	}

	/**
	 * Plan all services.
	 * @return the services, the config server first, each with its training run
	 * @throws IOException if their jars can't be unpacked
	 */
	static List<Planned> of(UpOptions options, ProjectFolder project, DataFolder data, Backends backends,
			ServiceSecrets secrets, Credentials credentials) throws IOException {
		return new ServicePlan(options, project, data).plan(backends, secrets, credentials);
	}

	private List<Planned> plan(Backends backends, ServiceSecrets secrets, Credentials credentials) throws IOException {
		List<Integer> free = Ports.free(NAMES.size() * 2);
		Map<String, Integer> ports = new TreeMap<>();
		Map<String, Integer> managementPorts = new TreeMap<>();
		for (int i = 0; i < NAMES.size(); i++) {
			ports.put(NAMES.get(i), free.get(2 * i));
			managementPorts.put(NAMES.get(i), free.get(2 * i + 1));
		}
		ports.put(GATEWAY, this.options.port());
		List<Planned> services = new ArrayList<>();
		for (String name : NAMES) {
			Supplier<Map<String, String>> environment = () -> environment(name, backends, secrets, credentials, ports,
					managementPorts);
			ServiceProgram program = program(name);
			ServiceProcess process = new ServiceProcess(name, program::command, program::distrustArchive, environment,
					ports.getOrDefault(name, 0), managementPorts.getOrDefault(name, 0), this.data);
			services.add(new Planned(process, new TrainingRun(name, program, environment, this.data)));
		}
		return services;
	}

	private ServiceProgram program(String name) throws IOException {
		List<String> options = new ArrayList<>(List.of("-Xmx" + this.options.heap(), "-XX:+UseSerialGC",
				// space for objects that live as long as a connection: if it is smaller
				// than the young generation, each collection traverses the whole heap
				"-XX:NewRatio=4", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8",
				// each killed process would leave a file behind
				"-XX:-UsePerfData", "-Djava.io.tmpdir=" + this.data.temporary(name)));
		if (LITTLE_WORK.contains(name)) {
			// these do too little for the second compiler to pay off; the others hash
			// files and passwords, which it makes several times faster
			options.add("-XX:TieredStopAtLevel=1");
		}
		else {
			options.addAll(JavaCommand.SECOND_COMPILER_LATER);
		}
		return ServiceProgram.of(options, UnpackedJar.of(this.project.jar(name), this.data.cache()));
	}

	private Map<String, String> environment(String name, Backends backends, ServiceSecrets secrets,
			Credentials credentials, Map<String, Integer> ports, Map<String, Integer> managementPorts) {
		Map<String, String> environment = new TreeMap<>(secrets.environment(name));
		environment.put("SERVER_ADDRESS", "127.0.0.1");
		environment.put("SERVER_PORT", String.valueOf(ports.get(name)));
		environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
		environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPorts.get(name)));
		if (MAILERS.contains(name)) {
			environment.putAll(backends.smtp().environment());
		}
		environment.put("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:" + ports.get(CONFIG_SERVER));
		environment.put("SOUNDLIFT_CONFIG_USERNAME", "soundlift");
		environment.put("SOUNDLIFT_CONFIG_REPO", this.project.configRepository().toString());
		if (!name.equals(CONFIG_SERVER)) {
			environment.put("SOUNDLIFT_MONGODB_URI", backends.mongoUri());
		}
		if (BROKER_CLIENTS.contains(name)) {
			environment.put("SOUNDLIFT_RABBIT_URI", backends.rabbitUri());
		}
		environment.put("SOUNDLIFT_MAIL_FROM", this.options.mailFrom());
		environment.put("SOUNDLIFT_PUBLIC_URL", credentials.serverUrl());
		environment.put("SOUNDLIFT_AUTH_SERVER_URI", "http://127.0.0.1:" + ports.get(AUTH_SERVER));
		if (name.equals(AUTH_SERVER)) {
			environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL", credentials.email());
			environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_PASSWORD", credentials.password());
			environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID", credentials.clientId());
			environment.put("SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_SECRET", credentials.clientSecret());
		}
		environment.put("SOUNDLIFT_PARENT_PID", String.valueOf(ProcessHandle.current().pid()));
		if (name.equals(CONVERTER)) {
			environment.putAll(this.options.converterEnvironment(this.options.mongoUri()));
		}
		if (name.equals(GATEWAY) && this.options.grafanaUrl() != null) {
			environment.put("SOUNDLIFT_GRAFANA_URL", this.options.grafanaUrl());
		}
		if (this.options.otlpEndpoint() != null) {
			environment.put("SOUNDLIFT_OTLP_ENDPOINT", this.options.otlpEndpoint());
		}
		if (this.options.otlpLogsEndpoint() != null) {
			environment.put("SOUNDLIFT_OTLP_LOGS_ENDPOINT", this.options.otlpLogsEndpoint());
		}
		return environment;
	}

	/**
	 * A service.
	 *
	 * @param process its process
	 * @param training training run for faster later starts
	 */
	record Planned(ServiceProcess process, TrainingRun training) {

	}

}
