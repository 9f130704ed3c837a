package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import org.jspecify.annotations.Nullable;

/**
 * Request for a conversion whose response is sent only after the server has fetched the
 * video itself. If no response arrives, because the connection broke, a proxy timed out
 * or the server was restarted, it is sent again, which does not create a second
 * conversion.
 */
@FunctionalInterface
interface KeyedRequest {

	/**
	 * Sends the request.
	 * @param key idempotency key: all requests with the same key create one conversion
	 * @return the accepted conversion
	 * @throws InProgressException if the first request with the key is still in progress
	 * @throws IOException if the connection breaks, or the server takes too long
	 */
	Conversion send(String key) throws IOException;

	/**
	 * Sends the request until there is a response.
	 * @param work sentence about what the server is doing meanwhile
	 * @param progress receives that sentence
	 * @param pause pauses between two attempts
	 * @return the accepted conversion
	 * @throws CommandException if the server refuses it, or does not respond for two
	 * minutes
	 * @throws InterruptedException if the command is interrupted
	 */
	default Conversion sendUntilAnswered(String work, ProgressDisplay progress, Pause pause)
			throws InterruptedException {
		String key = UUID.randomUUID().toString();
		int failures = 0;
		progress.update(work);
		while (true) {
			try {
				return send(key);
			}
			catch (InProgressException ex) {
				failures = 0;
				progress.update(work);
				pause.await(ex.delay());
			}
			catch (IOException | CommandException ex) {
				if (ex instanceof CommandException refusal && Waiting.isPermanent(refusal)) {
					throw refusal;
				}
				if (++failures >= Waiting.MAX_FAILURES) {
					throw new CommandException(ExitCode.UNREACHABLE, "The server does not answer any more"
							+ Uploader.words(ex) + ". The conversion may be there: soundlift list", ex);
				}
				progress.update("Waiting for the server to answer again");
				pause.await(Waiting.INTERVAL);
			}
		}
	}

	/**
	 * Thrown when the first request with the same key is still in progress.
	 */
	final class InProgressException extends IOException {

		private final transient Duration delay;

		/**
		 * Creates the exception.
		 * @param delay time after which to retry; {@code null} if the server specifies
		 * none
		 */
		InProgressException(@Nullable Duration delay) {
			super("The first request is being carried out");
			this.delay = Objects.requireNonNullElse(delay, Waiting.INTERVAL);
		}

		Duration delay() {
			return this.delay;
		}

	}

}
