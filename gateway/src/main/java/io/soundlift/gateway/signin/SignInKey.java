package io.soundlift.gateway.signin;

import java.util.HexFormat;

import io.soundlift.support.Secrets;
import io.soundlift.support.Sha256;

/**
 * The random key by which a session finds its sign-in, and the hash that the database
 * has.
 */
final class SignInKey {

	private SignInKey() {
	}

	static String random() {
		return Secrets.newToken();
	}

	/** A quick hash is enough for 256 random bits. */
	static String hash(String key) {
		return HexFormat.of().formatHex(Sha256.hash(key));
	}

}
