package io.soundlift.cli.deadletter;

import java.nio.file.Path;

import io.soundlift.cli.local.LocalBroker;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Options for the broker.
 */
@CommandLine.Command
final class BrokerOptions {

	@Option(names = "--rabbit-uri", paramLabel = "URI", defaultValue = "${env:SOUNDLIFT_RABBIT_URI}",
			description = { "AMQP URI of the broker. With a password, give it as SOUNDLIFT_RABBIT_URI in the",
					"environment, which other users of the machine don't see.",
					"Without both, the broker of the running local system." })
	private @Nullable String uri;

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Data folder of the local system (default: ./${DEFAULT-VALUE}).")
	private Path data = Path.of("data");

	/**
	 * Connects to the broker.
	 * @return the parked dead letters, to be closed
	 */
	ParkedDeadLetters connect() {
		return ParkedDeadLetters
			.connect((this.uri != null && !this.uri.isBlank()) ? this.uri : LocalBroker.uri(this.data));
	}

}
