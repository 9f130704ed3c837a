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
 * Request for a conversion that is answered only once the server itself has brought the
 * video. When no answer comes, be it since a connection broke, a proxy gave up or the
 * server was started again, it is sent again, which makes no second conversion.
 */
@FunctionalInterface
interface KeyedRequest {

	/**
	 * Sends the request.
	 * @param key makes one conversion of all requests with it
	 * @return the accepted conversion
	 * @throws InProgressException if the first request with the key is being carried out
	 * @throws IOException if the connection breaks, or the server takes long
	 */
	Conversion send(String key) throws IOException;

	/**
	 * Sends the request until it is answered.
	 * @param work what the server does meanwhile, as a sentence
	 * @param progress told that
	 * @param pause waits between two tries
	 * @return the accepted conversion
	 * @throws CommandException if the server refuses it, or does not answer for two
	 * minutes
	 * @throws InterruptedException if the command is being ended
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
	 * Answer that the first request with the same key is being carried out.
	 */
	final class InProgressException extends IOException {

		private final transient Duration delay;

		/**
		 * Creates the exception.
		 * @param delay time after which to ask again; {@code null} if the server does not
		 * say
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
