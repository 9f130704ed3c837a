package io.soundlift.authserver.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Normalization of e-mail addresses to the form in which they are compared and stored.
 */
public final class EmailAddress {

	/**
	 * Longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3, less brackets).
	 */
	private static final int MAX_LENGTH = 254;

	/**
	 * A single plain ASCII address: no display name, no list, no line break, no quoting.
	 */
	private static final Pattern PLAIN = Pattern
		.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

	private EmailAddress() {
	}

	/**
	 * Normalises an address.
	 * @param email what a person typed
	 * @return the address without blanks around it, composed and in lower case
	 */
	public static String normalise(String email) {
		return Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns whether mail can be sent to an address.
	 * @param normalised a normalised address
	 * @return whether it is exactly one plain address
	 */
	public static boolean isValid(String normalised) {
		return normalised.length() <= MAX_LENGTH && PLAIN.matcher(normalised).matches();
	}

}
