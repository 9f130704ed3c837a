package io.soundlift.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code soundlift up}.
 */
final class UpOptions {

	private static final String MONGODB_URI = "SOUNDLIFT_MONGODB_URI";

	private static final String RABBIT_URI = "SOUNDLIFT_RABBIT_URI";

	private static final String SMTP_URL = "SOUNDLIFT_SMTP_URL";

	private static final String OTLP_ENDPOINT = "SOUNDLIFT_OTLP_ENDPOINT";

	private static final String OTLP_LOGS_ENDPOINT = "SOUNDLIFT_OTLP_LOGS_ENDPOINT";

	private static final String GRAFANA_URL = "SOUNDLIFT_GRAFANA_URL";

	@Option(names = "--port", paramLabel = "PORT", defaultValue = "8080",
			description = "Port of the gateway on the loopback interface (default: ${DEFAULT-VALUE}).")
	private int port;

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Folder for everything that is kept (default: ./${DEFAULT-VALUE}).")
	private Path data = Path.of("data");

	@Option(names = "--mongo-uri", paramLabel = "URI",
			description = {
					"MongoDB to use instead of the embedded one, without a database name. With a password, give",
					"it as SOUNDLIFT_MONGODB_URI in the environment, which other users don't see." })
	private @Nullable String mongoUri;

	@Option(names = "--rabbit-uri", paramLabel = "URI",
			description = { "RabbitMQ to use instead of the embedded broker: amqp://host:port/vhost.",
					"With a password, give it as SOUNDLIFT_RABBIT_URI in the environment." })
	private @Nullable String rabbitUri;

	@Option(names = "--smtp-url", paramLabel = "URL",
			description = { "Mail server to use instead of printing mails: smtp://host:port (STARTTLS when there is a",
					"password), or smtps://... (TLS from the first byte). With a password, give it as",
					"SOUNDLIFT_SMTP_URL in the environment: smtp://user:password@host:port." })
	private @Nullable String smtpUrl;

	@Option(names = "--mail-from", paramLabel = "ADDRESS", defaultValue = "soundlift@localhost",
			description = "Sender of mails (default: ${DEFAULT-VALUE}).")
	private String mailFrom = "";

	@Option(names = "--email", paramLabel = "ADDRESS", defaultValue = "me@localhost",
			description = "Address of the account that the first start makes (default: ${DEFAULT-VALUE}).")
	private String email = "";

	@Option(names = "--heap", paramLabel = "SIZE", defaultValue = "128m",
			description = "Heap of each service (default: ${DEFAULT-VALUE}).")
	private String heap = "";

	@Option(names = "--otlp-endpoint", paramLabel = "URL",
			description = { "Where to send traces: the full URL of an OTLP/HTTP endpoint, ending in /v1/traces",
					"(default: SOUNDLIFT_OTLP_ENDPOINT of the environment)." })
	private @Nullable String otlpEndpoint;

	@Option(names = "--otlp-logs-endpoint", paramLabel = "URL",
			description = { "Where to send logs as well: the full URL of an OTLP/HTTP endpoint, ending in /v1/logs",
					"(default: SOUNDLIFT_OTLP_LOGS_ENDPOINT of the environment)." })
	private @Nullable String otlpLogsEndpoint;

	@Option(names = "--grafana-url", paramLabel = "URL",
			description = { "Grafana with the dashboard soundlift-journey, to which pages link",
					"(default: SOUNDLIFT_GRAFANA_URL of the environment)." })
	private @Nullable String grafanaUrl;

	@Option(names = "--allow-bundled-ffmpeg-without-sandbox",
			description = {
					"Convert with the bundled ffmpeg of 2021, whose known defects stay, even where nothing keeps",
					"it from files and the network. Installing ffmpeg or bubblewrap is better." })
	private boolean bundledFfmpegAllowed;

	int port() {
		return this.port;
	}

	Path data() {
		return this.data;
	}

	@Nullable String mongoUri() {
		return orEnvironment(this.mongoUri, MONGODB_URI);
	}

	@Nullable String rabbitUri() {
		return orEnvironment(this.rabbitUri, RABBIT_URI);
	}

	@Nullable String smtpUrl() {
		return orEnvironment(this.smtpUrl, SMTP_URL);
	}

	String mailFrom() {
		return this.mailFrom;
	}

	String email() {
		return this.email;
	}

	String heap() {
		return this.heap;
	}

	/**
	 * Returns the variables of the converter that depend on options.
	 * @param mongoUri the external database; {@code null} for the embedded one
	 */
	Map<String, String> converterEnvironment(@Nullable String mongoUri) {
		Map<String, String> environment = new TreeMap<>();
		if (mongoUri == null) {
			// no other converter can use the embedded database
			environment.put("SOUNDLIFT_CONVERTER_FLEET_ENABLED", "false");
		}
		if (this.bundledFfmpegAllowed) {
			environment.put("SOUNDLIFT_CONVERTER_FFMPEG_ALLOWBUNDLEDWITHOUTSANDBOX", "true");
		}
		return environment;
	}

	/**
	 * Returns where traces go.
	 * @return the endpoint that the user named; {@code null} for nowhere
	 */
	@Nullable String otlpEndpoint() {
		return orEnvironment(this.otlpEndpoint, OTLP_ENDPOINT);
	}

	@Nullable String grafanaUrl() {
		return orEnvironment(this.grafanaUrl, GRAFANA_URL);
	}

	private static @Nullable String orEnvironment(@Nullable String option, String variable) {
		String value = (option != null) ? option : System.getenv(variable);
		return (value != null && !value.isBlank()) ? value : null;
	}

	@Nullable String otlpLogsEndpoint() {
		return orEnvironment(this.otlpLogsEndpoint, OTLP_LOGS_ENDPOINT);
	}

	/**
	 * Returns the options without an address as arguments for another {@code up}.
	 */
	List<String> toArguments() {
		List<String> arguments = new ArrayList<>(
				List.of("--port", String.valueOf(this.port), "--data", this.data.toAbsolutePath().toString(),
						"--mail-from", this.mailFrom, "--email", this.email, "--heap", this.heap));
		if (this.bundledFfmpegAllowed) {
			arguments.add("--allow-bundled-ffmpeg-without-sandbox");
		}
		return arguments;
	}

	/**
	 * Returns the addresses as variables of another {@code up}: an address may have a
	 * password, and every user of the machine can read the arguments of a process.
	 */
	Map<String, String> toEnvironment() {
		Map<String, String> environment = new TreeMap<>();
		put(environment, MONGODB_URI, mongoUri());
		put(environment, RABBIT_URI, rabbitUri());
		put(environment, SMTP_URL, smtpUrl());
		put(environment, OTLP_ENDPOINT, otlpEndpoint());
		put(environment, OTLP_LOGS_ENDPOINT, otlpLogsEndpoint());
		put(environment, GRAFANA_URL, grafanaUrl());
		return environment;
	}

	private static void put(Map<String, String> environment, String name, @Nullable String value) {
		if (value != null) {
			environment.put(name, value);
		}
	}

}
