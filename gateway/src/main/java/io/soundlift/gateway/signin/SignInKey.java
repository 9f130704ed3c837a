package io.soundlift.gateway.signin;

import java.security.SecureRandom;
import java.util.HexFormat;

import io.soundlift.support.Sha256;

/**
 * The random key by which a session finds its sign-in, and the hash that the database
 * has.
 */
final class SignInKey {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int BYTES = 32;

	private SignInKey() {
	}

	static String random() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/** A quick hash is enough for 256 random bits. */
	static String hash(String key) {
		return HexFormat.of().formatHex(Sha256.hash(key));
	}

}
