package io.soundlift.gateway.upload;

import io.soundlift.journey.conversion.CleanText;
import org.jspecify.annotations.Nullable;

/**
 * Cleans the names of uploaded videos. A name is displayed and offered for download, but
 * never used as a path.
 */
public final class FileName {

	static final int MAX_CODE_POINTS = 150;

	private static final String UNNAMED = "video";

	private FileName() {
	}

	/**
	 * Cleans a name: the part after the last slash or backslash, without control and
	 * formatting characters, with single spaces, and shortened.
	 * @param raw the name as it was sent; {@code null} or blank if there was none
	 * @return a name that is not blank
	 */
	public static String clean(@Nullable String raw) {
		if (raw == null) {
			return UNNAMED;
		}
		String base = raw.substring(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1);
		String name = CleanText.limit(CleanText.of(base), MAX_CODE_POINTS);
		return (name.isEmpty() || name.equals(".") || name.equals("..")) ? UNNAMED : name;
	}

}
