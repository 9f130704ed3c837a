package io.soundlift.support;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256.
 */
public final class Sha256 {

	private Sha256() {
	}

	/**
	 * Creates a digest for content that comes in pieces.
	 * @return the digest
	 */
	public static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Hashes a text.
	 * @param text the text, of which UTF-8 is hashed
	 * @return 32 bytes
	 */
	public static byte[] hash(String text) {
		return newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
	}

}
