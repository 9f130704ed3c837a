package io.soundlift.cli.conversion;

import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Decides where an MP3 goes.
 */
final class Targets {

	private Targets() {
	}

	/**
	 * Return the file for an MP3.
	 * @param output what the user said: a file, a directory, or {@code null} for the
	 * current directory
	 * @param name the name to use in a directory
	 */
	static Path resolve(@Nullable Path output, String name) {
		if (output == null) {
			return Path.of(name);
		}
		return Files.isDirectory(output) ? output.resolve(name) : output;
	}

	/**
	 * Return an MP3's name for a video's name.
	 */
	static String mp3Name(String videoName) {
		int dot = videoName.lastIndexOf('.');
		return ((dot > 0) ? videoName.substring(0, dot) : videoName) + ".mp3";
	}

	/**
	 * Reduce a name from the server to a plain file name, so that it can't point
	 * elsewhere.
	 */
	static String plain(String name) {
		String plain = name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
		return (plain.isBlank() || plain.startsWith(".")) ? "_" + plain : plain;
	}

	static void requireAbsent(Path target) {
		if (Files.exists(target)) {
			throw new CommandException(ExitCode.FILE,
					target + " exists already. Choose another name with -o, or replace it with --force.");
		}
	}

	static void requireDirectory(Path target) {
		Path directory = target.toAbsolutePath().getParent();
		if (directory != null && !Files.isWritable(directory)) {
			throw new CommandException(ExitCode.FILE, "Can't write to " + directory + ".");
		}
	}

}
