package io.soundlift.cli.letter;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Shows, sends again and throws away parked letters.
 */
@Command(name = "letters", synopsisSubcommandLabel = "COMMAND",
		description = { "Look after messages that no service could deal with.",
				"A message that is sent again when this is stopped at the wrong moment may be in both queues,",
				"which does no harm; none is ever lost." },
		mixinStandardHelpOptions = true)
public final class LettersCommand implements Callable<Integer> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Mixin
	private final Terminal terminal = new Terminal();

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Override
	public Integer call() {
		this.spec.commandLine().usage(this.terminal.err());
		return CommandLine.ExitCode.USAGE;
	}

	@Command(name = "list", description = "Show the letters, oldest first, with what killed them.",
			mixinStandardHelpOptions = true)
	int list(@Mixin BrokerOptions broker) {
		try (ParkedLetters letters = broker.connect()) {
			if (letters.visit(this::print) == 0) {
				this.terminal.err().println("There are no letters.");
			}
			return 0;
		}
	}

	private ParkedLetters.Decision print(ParkedLetter letter) {
		this.terminal.out()
			.printf("%s  %s  %s%n  %s%n  cause: %s%n  body: %s%n", letter.id(),
					letter.parkedAt().map(TIME::format).orElse("-"), letter.queue().orElse("-"), letter.reason(),
					letter.cause(), letter.text());
		return ParkedLetters.Decision.LEAVE;
	}

	@Command(name = "retry", description = "Send letters again to the queue that they come from.",
			mixinStandardHelpOptions = true)
	int retry(@Mixin BrokerOptions broker, @Mixin LetterChoice choice) {
		try (ParkedLetters letters = broker.connect()) {
			this.terminal.out().println("Sent again: " + choice.decide(letters, ParkedLetters.Decision.RETRY));
			return 0;
		}
	}

	@Command(name = "drop", description = "Throw letters away.", mixinStandardHelpOptions = true)
	int drop(@Mixin BrokerOptions broker, @Mixin LetterChoice choice) {
		try (ParkedLetters letters = broker.connect()) {
			this.terminal.out().println("Thrown away: " + choice.decide(letters, ParkedLetters.Decision.DROP));
			return 0;
		}
	}

}
