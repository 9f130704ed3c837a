package io.soundlift.cli.deadletter;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Command that shows, resends and discards parked dead letters.
 */
@Command(name = "letters", synopsisSubcommandLabel = "COMMAND",
		description = { "Manage dead letters: messages that no service could process.",
				"A message that is sent again when this is stopped at the wrong moment may be in both queues,",
				"which does no harm; none is ever lost." },
		mixinStandardHelpOptions = true)
public final class DeadLettersCommand implements Callable<Integer> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Mixin
	private final Terminal terminal = new Terminal();

	@Override
	public Integer call() {
		this.terminal.commandLine().usage(this.terminal.err());
		return CommandLine.ExitCode.USAGE;
	}

	@Command(name = "list", description = "Show the dead letters, oldest first, with what killed them.",
			mixinStandardHelpOptions = true)
	int list(@Mixin BrokerOptions broker) {
		try (ParkedDeadLetters deadLetters = broker.connect()) {
			if (deadLetters.visit(this::print) == 0) {
				this.terminal.err().println("There are no dead letters.");
			}
			return 0;
		}
	}

	private ParkedDeadLetters.Decision print(ParkedDeadLetter deadLetter) {
		this.terminal.out()
			.printf("%s  %s  %s%n  %s%n  cause: %s%n  body: %s%n", deadLetter.id(),
					deadLetter.parkedAt().map(TIME::format).orElse("-"), deadLetter.queue().orElse("-"),
					deadLetter.reason(), deadLetter.cause(), deadLetter.text());
		return ParkedDeadLetters.Decision.LEAVE;
	}

	@Command(name = "retry", description = "Send dead letters again to the queue that they come from.",
			mixinStandardHelpOptions = true)
	int retry(@Mixin BrokerOptions broker, @Mixin DeadLetterChoice choice) {
		try (ParkedDeadLetters deadLetters = broker.connect()) {
			this.terminal.out().println("Sent again: " + choice.decide(deadLetters, ParkedDeadLetters.Decision.RETRY));
			return 0;
		}
	}

	@Command(name = "drop", description = "Throw dead letters away.", mixinStandardHelpOptions = true)
	int drop(@Mixin BrokerOptions broker, @Mixin DeadLetterChoice choice) {
		try (ParkedDeadLetters deadLetters = broker.connect()) {
			this.terminal.out().println("Thrown away: " + choice.decide(deadLetters, ParkedDeadLetters.Decision.DROP));
			return 0;
		}
	}

}
