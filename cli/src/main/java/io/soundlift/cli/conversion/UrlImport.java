package io.soundlift.cli.conversion;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import org.jspecify.annotations.Nullable;

/**
 * Import of a video that the server fetches from a URL.
 *
 * @param url the URL
 * @param name name of the file
 */
record UrlImport(URI url, String name) {

	/**
	 * Returns whether an argument is a URL rather than a file.
	 * @param argument argument of the user
	 */
	static boolean isMeantBy(String argument) {
		return argument.matches("(?i)https?://.*");
	}

	/**
	 * Creates an import.
	 * @param argument argument of the user
	 * @param name name of the file; {@code null} for the last segment of the URL's path
	 * @throws CommandException if it is not a URL
	 */
	static UrlImport of(String argument, @Nullable String name) {
		try {
			URI url = URI.create(argument);
			String path = Objects.requireNonNullElse(url.getPath(), "");
			String last = path.substring(path.lastIndexOf('/') + 1);
			return new UrlImport(url, (name != null) ? name : last.isEmpty() ? "video" : last);
		}
		catch (IllegalArgumentException ex) {
			throw new CommandException(ExitCode.REFUSED, argument + " is no URL.", ex);
		}
	}

	/**
	 * Returns the name as a path.
	 */
	Path file() {
		return Path.of(Targets.plain(this.name));
	}

	/**
	 * Has the server fetch the video.
	 * @param api the server
	 * @param options options by API names
	 * @param progress receives the status
	 * @param pause pauses between two attempts
	 * @return the accepted conversion
	 * @throws CommandException if the server can't fetch it, or does not respond
	 * @throws InterruptedException if the command is interrupted
	 */
	Conversion run(ConversionsApi api, Map<String, String> options, ProgressDisplay progress, Pause pause)
			throws InterruptedException {
		KeyedRequest request = (key) -> api.importVideo(this.url.toString(), this.name, key, options);
		Conversion accepted = request.sendUntilAnswered("The server fetches the video from " + this.url.getHost(),
				progress, pause);
		progress.done("The server has fetched " + this.name + "; conversion " + accepted.id());
		return accepted;
	}

}
