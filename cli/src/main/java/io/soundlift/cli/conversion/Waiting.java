package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;

/**
 * Waits for the end of a conversion, also through a restart of the server.
 */
final class Waiting {

	private static final Duration INTERVAL = Duration.ofMillis(500);

	private static final int MAX_FAILURES = 240;

	private final ConversionsApi api;

	private final ProgressLine progress;

	private final Pause pause;

	Waiting(ConversionsApi api, ProgressLine progress, Pause pause) {
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
					throw new CommandException(exitCode(ex), ex.getMessage() + " The conversion goes on at the server."
							+ " For its MP3: soundlift download " + accepted.id(), ex);
				}
				this.progress.update("Waiting for the server to answer again");
			}
		}
		return conversion;
	}

	private static boolean isPermanent(Exception ex) {
		return ex instanceof CommandException command && command.exitCode() != ExitCode.UNREACHABLE;
	}

	private static ExitCode exitCode(Exception ex) {
		return (ex instanceof CommandException command) ? command.exitCode() : ExitCode.UNREACHABLE;
	}

}
