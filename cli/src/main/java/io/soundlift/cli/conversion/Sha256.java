package io.soundlift.cli.conversion;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Factory of SHA-256 digests, which every Java platform has.
 */
final class Sha256 {

	private Sha256() {
	}

	static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("A Java platform without SHA-256 is none", ex);
		}
	}

}
