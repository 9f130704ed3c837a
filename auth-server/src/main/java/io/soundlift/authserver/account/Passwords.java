package io.soundlift.authserver.account;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Rules for passwords.
 */
public final class Passwords {

	/** NIST SP 800-63B requires at least 8 and no composition rules. */
	public static final int MIN_LENGTH = 10;

	/** Length beyond which bcrypt ignores the rest of a password. */
	private static final int MAX_BYTES = 72;

	/** NIST SP 800-63B, section 5.1.1.2, requires such a list. */
	private static final Set<String> COMMON = readCommon();

	private Passwords() {
	}

	/**
	 * Checks whether a new password is acceptable.
	 * @param password the password as typed
	 * @param email the normalised address of the account
	 * @return the problem, or empty when the password is acceptable
	 */
	public static Optional<PasswordProblem> problemOf(String password, String email) {
		if (password.codePointCount(0, password.length()) < MIN_LENGTH) {
			return Optional.of(PasswordProblem.SHORT);
		}
		if (password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
			return Optional.of(PasswordProblem.LONG);
		}
		String plain = EmailAddress.normalise(password);
		if (plain.equals(email) || plain.equals(email.substring(0, Math.max(0, email.indexOf('@'))))) {
			return Optional.of(PasswordProblem.ADDRESS);
		}
		return COMMON.contains(plain) ? Optional.of(PasswordProblem.COMMON) : Optional.empty();
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

	private static Set<String> readCommon() {
		try (InputStream list = Passwords.class.getResourceAsStream("/common-passwords.txt")) {
			byte[] bytes = Objects.requireNonNull(list, "common-passwords.txt").readAllBytes();
			return new String(bytes, StandardCharsets.UTF_8).lines().collect(Collectors.toUnmodifiableSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
