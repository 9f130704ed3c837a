package io.soundlift.notifier.mail;

import java.text.Normalizer;

/**
 * File's name that is fit to be shown in one line of a mail: no line breaks, no
 * characters that hide or turn round what is beside them, and not too long.
 */
final class VisibleName {

	private static final int MAX_CODE_POINTS = 150;

	private VisibleName() {
	}

	static String of(String name) {
		String visible = Normalizer.normalize(name, Normalizer.Form.NFC)
			.codePoints()
			.map((character) -> isVisible(character) ? character : ' ')
			.limit(MAX_CODE_POINTS)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.replaceAll(" +", " ")
			.strip();
		return visible.isEmpty() ? "(no name)" : visible;
	}

	private static boolean isVisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
