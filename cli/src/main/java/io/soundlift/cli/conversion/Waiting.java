package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.ProgressDisplay;

/**
 * Waits for the end of a conversion, also through a restart of the server.
 */
final class Waiting {

	static final Duration INTERVAL = Duration.ofMillis(500);

	/** So often a server may fail to answer in a row: two minutes. */
	static final int MAX_FAILURES = 240;

	private final ConversionsApi api;

	private final ProgressDisplay progress;

	private final Changes changes;

	/**
	 * Creates a wait.
	 * @param api the server
	 * @param progress told how far the conversion is
	 * @param changes news about the conversion
	 */
	Waiting(ConversionsApi api, ProgressDisplay progress, Changes changes) {
		this.api = api;
		this.progress = progress;
		this.changes = changes;
	}

	/**
	 * Wait for the end.
	 * @param accepted the conversion
	 * @return the conversion when it ended
	 * @throws InterruptedException if the command is being ended
	 */
	Conversion await(Conversion accepted) throws InterruptedException {
		Conversion conversion = accepted;
		int failures = 0;
		while (conversion.isLive()) {
			this.progress.update(ProgressText.of(conversion));
			Optional<Conversion> told = this.changes.next().filter((news) -> news.id().equals(accepted.id()));
			if (told.isPresent()) {
				conversion = told.get();
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
	 * Creates the exception for a conversion whose end is not waited for any more.
	 * @param id the conversion's id
	 * @param cause why not
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
