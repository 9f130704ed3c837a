package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.Progress;

/**
 * Waits for the end of a conversion, also through a restart of the server.
 */
final class Waiting {

	static final Duration INTERVAL = Duration.ofMillis(500);

	/** So often a server may fail to answer in a row: two minutes. */
	static final int MAX_FAILURES = 240;

	private final ConversionsApi api;

	private final Progress progress;

	private final Pause pause;

	Waiting(ConversionsApi api, Progress progress, Pause pause) {
		this.api = api;
		this.progress = progress;
		this.pause = pause;
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
			this.pause.await(INTERVAL);
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
