package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.Locale;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the target of an MP3.
 */
final class Targets {

	/** Maximum length of a name on the file systems of Linux, macOS and Windows. */
	static final int MAX_BYTES = 255;

	private static final int MAX_EXTENSION_BYTES = 10;

	private Targets() {
	}

	/**
	 * Returns the file for an MP3.
	 * @param output argument of the user: a file, a directory, or {@code null} for the
	 * current directory; one that ends with a dot is a directory, and is created
	 * @param name the name to use in a directory
	 * @throws CommandException if the directory can't be created
	 */
	static Path resolve(@Nullable Path output, String name) {
		if (output == null) {
			return Path.of(name);
		}
		if (output.endsWith(".")) {
			try {
				Files.createDirectories(directory(output).toAbsolutePath());
			}
			catch (IOException ex) {
				throw new CommandException(ExitCode.FILE, directory(output) + " can't be created: " + ex.getMessage());
			}
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
		return fit(((dot > 0) ? videoName.substring(0, dot) : videoName) + ".mp3", MAX_BYTES);
	}

	/**
	 * Shortens a name to the limit of file systems. It is cut before its extension, and
	 * never within a grapheme, unless that alone is too long.
	 * @param name the name
	 * @param maxBytes maximum number of UTF-8 bytes, at least 30
	 */
	static String fit(String name, int maxBytes) {
		if (bytes(name) <= maxBytes) {
			return name;
		}
		int dot = name.lastIndexOf('.');
		String extension = (dot > 0 && bytes(name.substring(dot)) <= MAX_EXTENSION_BYTES) ? name.substring(dot) : "";
		return limit(name, maxBytes - bytes(extension)) + extension;
	}

	/**
	 * Truncates a text that is longer.
	 */
	private static String limit(String text, int maxBytes) {
		int end = 0;
		int bytes = 0;
		while (bytes <= maxBytes) {
			int next = text.offsetByCodePoints(end, 1);
			bytes += bytes(text.substring(end, next));
			end = (bytes <= maxBytes) ? next : end;
		}
		BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
		characters.setText(text);
		int whole = characters.isBoundary(end) ? end : characters.preceding(end);
		return text.substring(0, (whole > 0) ? whole : end).stripTrailing();
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Reduces a name from the server to a plain file name, so that it can't point
	 * elsewhere.
	 */
	static String plain(String name) {
		String plain = name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
		return fit((plain.isBlank() || plain.startsWith(".")) ? "_" + plain : plain, MAX_BYTES);
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

	static void requireDirectory(Path target) {
		Path directory = target.toAbsolutePath().getParent();
		if (directory != null && !Files.isWritable(directory)) {
			throw new CommandException(ExitCode.FILE, "Can't write to " + directory + ".");
		}
	}

}
