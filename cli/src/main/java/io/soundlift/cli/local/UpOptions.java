package io.soundlift.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code soundlift up}.
 */
final class UpOptions {

	@Option(names = "--port", paramLabel = "PORT", defaultValue = "8080",
			description = "Port of the gateway on the loopback interface (default: ${DEFAULT-VALUE}).")
	private int port;

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Folder for everything that is kept (default: ./${DEFAULT-VALUE}).")
	private Path data = Path.of("data");

	@Option(names = "--mongo-uri", paramLabel = "URI",
			description = "MongoDB to use instead of the embedded one, without a database name.")
	private @Nullable String mongoUri;

	@Option(names = "--rabbit-uri", paramLabel = "URI",
			description = "RabbitMQ to use instead of the embedded broker: amqp://user:password@host:port/vhost.")
	private @Nullable String rabbitUri;

	@Option(names = "--smtp-url", paramLabel = "URL",
			description = { "Mail server to use instead of printing mails: smtp://user:password@host:port",
					"(STARTTLS when there is a password), or smtps://... (TLS from the first byte)." })
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
			description = { "Where to send traces instead of keeping them in memory: the full URL of an OTLP/HTTP",
					"endpoint, ending in /v1/traces (default: SOUNDLIFT_OTLP_ENDPOINT of the environment). Kept in",
					"memory are conversions of the last week, up to 32 MiB." })
	private @Nullable String otlpEndpoint;

	@Option(names = "--otlp-logs-endpoint", paramLabel = "URL",
			description = "Where to send logs as well: the full URL of an OTLP/HTTP endpoint, ending in /v1/logs.")
	private @Nullable String otlpLogsEndpoint;

	@Option(names = "--tempo-url", paramLabel = "URL",
			description = { "Tempo, out of which pages and 'soundlift journey' tell how conversions went when traces",
					"are sent to --otlp-endpoint (default: SOUNDLIFT_TEMPO_URL of the environment)." })
	private @Nullable String tempoUrl;

	@Option(names = "--grafana-url", paramLabel = "URL",
			description = { "Grafana with the dashboard soundlift-journey, to which pages link",
					"(default: SOUNDLIFT_GRAFANA_URL of the environment)." })
	private @Nullable String grafanaUrl;

	int port() {
		return this.port;
	}

	Path data() {
		return this.data;
	}

	@Nullable String mongoUri() {
		return this.mongoUri;
	}

	@Nullable String rabbitUri() {
		return this.rabbitUri;
	}

	@Nullable String smtpUrl() {
		return this.smtpUrl;
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
	 * Return where traces go.
	 * @return the endpoint that the user named; {@code null} to keep them in this process
	 */
	@Nullable String otlpEndpoint() {
		return orEnvironment(this.otlpEndpoint, "SOUNDLIFT_OTLP_ENDPOINT");
	}

	@Nullable String tempoUrl() {
		return orEnvironment(this.tempoUrl, "SOUNDLIFT_TEMPO_URL");
	}

	@Nullable String grafanaUrl() {
		return orEnvironment(this.grafanaUrl, "SOUNDLIFT_GRAFANA_URL");
	}

	/**
	 * Refuse options that mean nothing together.
	 * @throws CommandException if traces are to be read where none are sent
	 */
	void requireConsistent() {
		if (this.tempoUrl != null && otlpEndpoint() == null) {
			throw new CommandException(ExitCode.FAILED,
					"--tempo-url needs --otlp-endpoint. Without both, traces are kept and read in memory.");
		}
	}

	private static @Nullable String orEnvironment(@Nullable String option, String variable) {
		String value = (option != null) ? option : System.getenv(variable);
		return (value != null && !value.isBlank()) ? value : null;
	}

	@Nullable String otlpLogsEndpoint() {
		return this.otlpLogsEndpoint;
	}

	/**
	 * Return these options as arguments for another {@code up}.
	 */
	List<String> toArguments() {
		List<String> arguments = new ArrayList<>(
				List.of("--port", String.valueOf(this.port), "--data", this.data.toAbsolutePath().toString(),
						"--mail-from", this.mailFrom, "--email", this.email, "--heap", this.heap));
		add(arguments, "--mongo-uri", this.mongoUri);
		add(arguments, "--rabbit-uri", this.rabbitUri);
		add(arguments, "--smtp-url", this.smtpUrl);
		add(arguments, "--otlp-endpoint", this.otlpEndpoint);
		add(arguments, "--tempo-url", this.tempoUrl);
		add(arguments, "--grafana-url", this.grafanaUrl);
		add(arguments, "--otlp-logs-endpoint", this.otlpLogsEndpoint);
		return arguments;
	}

	private static void add(List<String> arguments, String name, @Nullable String value) {
		if (value != null) {
			arguments.add(name);
			arguments.add(value);
		}
	}

}
