package io.soundlift.support;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Ids and tokens that can't be guessed, and the hashes under which they are stored.
 */
public final class Secrets {

	private static final SecureRandom RANDOM = new SecureRandom();

	private Secrets() {
	}

	/**
	 * Creates an id.
	 * @return 128 random bits as 32 hexadecimal digits
	 */
	public static String newId() {
		return HexFormat.of().formatHex(randomBytes(16));
	}

	/**
	 * Creates a token for a link.
	 * @return 256 random bits, safe in a URL
	 */
	public static String newToken() {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(32));
	}

	/**
	 * Hashes a token, so that the database does not hold what opens a door.
	 * @param token a value with enough random bits, since the hash is quick to compute
	 * @return the SHA-256 in base64
	 */
	public static String sha256(String token) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.hash(token));
	}

	/**
	 * Creates bytes that can't be guessed.
	 * @param length how many
	 * @return random bytes
	 */
	public static byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

}
