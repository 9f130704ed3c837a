package io.soundlift.journey.conversion;

import java.text.Normalizer;

/**
 * Cleans untrusted texts that people and players see in one line.
 */
public final class CleanText {

	/** Joiners, which connect letters of some scripts, and emoji. */
	private static final int NON_JOINER = 0x200c;

	private static final int JOINER = 0x200d;

	private CleanText() {
	}

	/**
	 * Cleans a text: composed (NFC), without control and formatting characters, with
	 * single spaces for all white space.
	 * @param raw the text
	 * @return the clean text, which may be empty
	 */
	public static String of(String raw) {
		return Normalizer.normalize(raw, Normalizer.Form.NFC)
			.codePoints()
			.map((codePoint) -> Character.isWhitespace(codePoint) ? ' ' : codePoint)
			.filter(CleanText::isVisible)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.replaceAll(" +", " ")
			.strip();
	}

	/**
	 * Cuts a text to a length, never in the middle of a character.
	 * @param text the text
	 * @param maxCodePoints its maximum length
	 * @return the text, or what is left of it
	 */
	public static String limit(String text, int maxCodePoints) {
		return (text.codePointCount(0, text.length()) <= maxCodePoints) ? text
				: text.substring(0, text.offsetByCodePoints(0, maxCodePoints)).strip();
	}

	private static boolean isVisible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			case Character.FORMAT -> codePoint == NON_JOINER || codePoint == JOINER;
			default -> true;
		};
	}

}
