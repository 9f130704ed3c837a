package io.soundlift.cli.local;

import java.util.Map;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpOptions}.
 */
class UpOptionsTests {

	@Test
	void passesAddressesOnByTheEnvironmentOnly() {
		Holder holder = new Holder();
		new CommandLine(holder).parseArgs("--port", "81", "--mongo-uri", "mongodb://u:p1@m", "--rabbit-uri",
				"amqp://u:p2@r", "--smtp-url", "smtp://u:p3@s", "--otlp-endpoint", "http://u:p4@o/v1/traces",
				"--otlp-logs-endpoint", "http://u:p5@o/v1/logs", "--grafana-url", "http://u:p6@g");
		assertThat(holder.options.toArguments()).contains("--port", "81").noneMatch((text) -> text.contains("://"));
		assertThat(holder.options.toEnvironment())
			.isEqualTo(Map.of("SOUNDLIFT_MONGODB_URI", "mongodb://u:p1@m", "SOUNDLIFT_RABBIT_URI", "amqp://u:p2@r",
					"SOUNDLIFT_SMTP_URL", "smtp://u:p3@s", "SOUNDLIFT_OTLP_ENDPOINT", "http://u:p4@o/v1/traces",
					"SOUNDLIFT_OTLP_LOGS_ENDPOINT", "http://u:p5@o/v1/logs", "SOUNDLIFT_GRAFANA_URL", "http://u:p6@g"));
	}

	@Test
	void sharesNoAudioWithOtherConvertersOnTheEmbeddedDatabase() {
		UpOptions options = new UpOptions();
		assertThat(options.converterEnvironment(null)).isEqualTo(Map.of("SOUNDLIFT_CONVERTER_FLEET_ENABLED", "false"));
		assertThat(options.converterEnvironment("mongodb://m")).isEmpty();
	}

	/**
	 * A command with the options.
	 */
	@Command(name = "up")
	private static final class Holder implements Callable<Integer> {

		@Mixin
		private final UpOptions options = new UpOptions();

		@Override
		public Integer call() {
			return 0;
		}

	}

}
