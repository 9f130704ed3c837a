package io.soundlift.gateway.upload;

import java.text.Normalizer;

import org.jspecify.annotations.Nullable;

/**
 * Cleans the names that clients give to their videos. A name is shown and offered for
 * download, and never used as a path.
 */
final class FileName {

	static final int MAX_CODE_POINTS = 150;

	private static final String UNNAMED = "video";

	private FileName() {
	}

	/**
	 * Cleans a name: the part after the last slash or backslash, without control and
	 * formatting characters, with simple white space, and not too long.
	 * @param raw the name as it was sent; {@code null} or blank if there was none
	 * @return a name that is not blank
	 */
	static String clean(@Nullable String raw) {
		if (raw == null) {
			return UNNAMED;
		}
		String base = raw.substring(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1);
		String name = Normalizer.normalize(base, Normalizer.Form.NFC)
			.codePoints()
			.map((codePoint) -> Character.isWhitespace(codePoint) ? ' ' : codePoint)
			.filter(FileName::isVisible)
			.limit(MAX_CODE_POINTS)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.replaceAll(" +", " ")
			.strip();
		return (name.isEmpty() || name.equals(".") || name.equals("..")) ? UNNAMED : name;
	}

	private static boolean isVisible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
