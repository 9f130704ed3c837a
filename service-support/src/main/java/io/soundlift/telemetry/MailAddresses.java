package io.soundlift.telemetry;

import java.util.regex.Pattern;

/**
 * Removal of people's addresses from what is logged: mail servers and drivers repeat them
 * in their answers.
 */
final class MailAddresses {

	static final String REPLACEMENT = "(address)";

	/**
	 * The search is linear because a match can only begin where no character of an
	 * address precedes it.
	 */
	private static final Pattern ADDRESS = Pattern.compile(
			"(?<![\\w.!#$%&'*+=?^`{|}~-])[\\w.!#$%&'*+=?^`{|}~-]++@[\\w-]++(?:\\.[\\w-]++)+",
			Pattern.UNICODE_CHARACTER_CLASS);

	private MailAddresses() {
	}

	/**
	 * Replaces each address.
	 * @param text what is logged
	 * @return the same text when it holds none
	 */
	static String removeFrom(String text) {
		return (text.indexOf('@') < 0) ? text : ADDRESS.matcher(text).replaceAll(REPLACEMENT);
	}

}
