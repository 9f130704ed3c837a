package io.soundlift.authserver.account;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Rules for passwords.
 */
public final class Passwords {

	/** NIST SP 800-63B asks for 8 at least and no rules on the kinds of characters. */
	public static final int MIN_LENGTH = 10;

	/** The length up to which bcrypt looks at a password. */
	private static final int MAX_BYTES = 72;

	private Passwords() {
	}

	/**
	 * Tells whether a new password is acceptable.
	 * @param password the password as typed
	 * @return whether it has between 10 characters and 72 bytes
	 */
	public static boolean isAcceptable(String password) {
		return password.codePointCount(0, password.length()) >= MIN_LENGTH
				&& password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
	}

	/**
	 * Encodes a password.
	 * @param encoder the encoder
	 * @param password the password, at most 72 bytes
	 * @return the encoded password
	 */
	public static String encode(PasswordEncoder encoder, String password) {
		return Objects.requireNonNull(encoder.encode(password), "an encoded password");
	}

}
