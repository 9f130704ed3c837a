package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.journey.conversion.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the target of an MP3.
 */
final class Targets {

	private Targets() {
	}

	/**
	 * Returns the file for an MP3.
	 * @param output argument of the user: a file, a directory, or {@code null} for the
	 * current directory; one that ends with a dot is a directory even if it does not
	 * exist
	 * @param name the name to use in a directory
	 */
	static Path resolve(@Nullable Path output, String name) {
		if (output == null) {
			return Path.of(name);
		}
		if (output.endsWith(".")) {
			return output.resolveSibling(name);
		}
		return Files.isDirectory(output) ? output.resolve(name) : output;
	}

	/**
	 * Returns a directory without the dot that {@link OutputConverter} adds.
	 */
	static Path directory(Path output) {
		return output.endsWith(".") ? output.resolveSibling("") : output;
	}

	/**
	 * Returns the name of the MP3 for the name of a video.
	 */
	static String mp3Name(String videoName) {
		int dot = videoName.lastIndexOf('.');
		return FileNames.fit(((dot > 0) ? videoName.substring(0, dot) : videoName) + ".mp3", FileNames.MAX_BYTES);
	}

	/**
	 * Reduces a name from the server to a plain file name, so that it can't point
	 * elsewhere.
	 */
	static String plain(String name) {
		String plain = name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
		return FileNames.fit((plain.isBlank() || plain.startsWith(".")) ? "_" + plain : plain, FileNames.MAX_BYTES);
	}

	/**
	 * Verifies that an MP3 can be moved to its target.
	 * @param target its target
	 * @param force whether it may replace a file
	 * @throws CommandException if it can't
	 */
	static void requireFree(Path target, boolean force) {
		requireReplaceable(target);
		if (!force) {
			requireAbsent(target);
		}
		requireDirectory(target);
	}

	/**
	 * Verifies that a path is not a special file, such as a device or a pipe, which
	 * replacing it would destroy.
	 * @param target the file
	 * @throws CommandException if it exists and is not a regular file
	 */
	static void requireReplaceable(Path target) {
		if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
				&& !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
			throw new CommandException(ExitCode.FILE,
					target + " is no regular file, and is not replaced. For standard output, use -o -");
		}
	}

	static void requireAbsent(Path target) {
		if (Files.exists(target)) {
			throw new CommandException(ExitCode.FILE,
					target + " exists already. Choose another name with -o, or replace it with --force.");
		}
	}

	/**
	 * Creates the directory of a file if it does not exist.
	 * @throws CommandException if that is impossible, or files can't be created in it
	 */
	static void requireDirectory(Path target) {
		Path directory = target.toAbsolutePath().getParent();
		if (directory == null) {
			return;
		}
		try {
			if (!Files.isDirectory(directory)) {
				Files.createDirectories(directory);
			}
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE, "The directory " + directory + " can't be created.", ex);
		}
		if (!Files.isWritable(directory)) {
			throw new CommandException(ExitCode.FILE, "Can't write to " + directory + ".");
		}
	}

}
