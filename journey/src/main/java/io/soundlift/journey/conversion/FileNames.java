package io.soundlift.journey.conversion;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;

/**
 * Shortens names of files to the limit of file systems.
 */
public final class FileNames {

	/** Maximum length of a name on the file systems of Linux, macOS and Windows. */
	public static final int MAX_BYTES = 255;

	private static final int MAX_EXTENSION_BYTES = 10;

	private FileNames() {
	}

	/**
	 * Shortens a name before its extension, if it is too long. A user-perceived character
	 * is not cut, unless it alone is too long.
	 * @param name the name
	 * @param maxBytes maximum number of bytes of UTF-8, at least 30
	 * @return a name of at most that many bytes
	 */
	public static String fit(String name, int maxBytes) {
		if (bytes(name) <= maxBytes) {
			return name;
		}
		int dot = name.lastIndexOf('.');
		String extension = (dot > 0 && bytes(name.substring(dot)) <= MAX_EXTENSION_BYTES) ? name.substring(dot) : "";
		return limit(name, maxBytes - bytes(extension)) + extension;
	}

	/**
	 * Cuts a text that is longer.
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

}
