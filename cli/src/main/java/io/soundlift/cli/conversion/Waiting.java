package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.ProgressDisplay;

/**
 * Waits for the end of a conversion, even across a restart of the server.
 */
final class Waiting {

	static final Duration INTERVAL = Duration.ofMillis(500);

	/** Maximum number of consecutive failures of the server: two minutes. */
	static final int MAX_FAILURES = 240;

	private final ConversionsApi api;

	private final ProgressDisplay progress;

	private final Changes changes;

	/**
	 * Creates a wait.
	 * @param api the server
	 * @param progress receives the progress of the conversion
	 * @param changes source of changes to the conversion
	 */
	Waiting(ConversionsApi api, ProgressDisplay progress, Changes changes) {
		this.api = api;
		this.progress = progress;
		this.changes = changes;
	}

	/**
	 * Waits for the end.
	 * @param accepted the conversion
	 * @return the conversion when it ended
	 * @throws InterruptedException if the command is interrupted
	 */
	Conversion await(Conversion accepted) throws InterruptedException {
		Conversion conversion = accepted;
		int failures = 0;
		while (conversion.isLive()) {
			this.progress.update(ProgressText.of(conversion));
			Optional<Conversion> changed = this.changes.next().filter((news) -> news.id().equals(accepted.id()));
			if (changed.isPresent()) {
				conversion = changed.get();
				failures = 0;
				continue;
			}
			try {
				conversion = this.api.get(accepted.id());
				failures = 0;
			}
			catch (IOException | CommandException ex) {
				if (isPermanent(ex) || ++failures >= MAX_FAILURES) {
					throw givenUp(accepted.id(), ex);
				}
				this.progress.update("Waiting for the server to answer again");
			}
		}
		return conversion;
	}

	/**
	 * Creates the exception for giving up the wait for a conversion.
	 * @param id the conversion's id
	 * @param cause the reason
	 */
	static CommandException givenUp(String id, Exception cause) {
		return new CommandException(exitCode(cause), cause.getMessage() + " The conversion goes on at the server."
				+ " For its MP3: soundlift download " + id, cause);
	}

	static boolean isPermanent(Exception ex) {
		return (ex instanceof CommandException command) ? command.exitCode() != ExitCode.UNREACHABLE
				: !(ex instanceof IOException);
	}

	private static ExitCode exitCode(Exception ex) {
		return (ex instanceof CommandException command) ? command.exitCode() : ExitCode.UNREACHABLE;
	}

}
