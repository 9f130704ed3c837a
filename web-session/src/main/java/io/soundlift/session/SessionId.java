package io.soundlift.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

import io.soundlift.support.Sha256;

/**
 * Ids of sessions, which open them, and the hashes that the database has instead.
 */
final class SessionId {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int BYTES = 32;

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

	private SessionId() {
	}

	static String random() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return encode(bytes);
	}

	/** Whether it could be one of ours; anybody can send anything as a cookie. */
	static boolean isPossible(String id) {
		return FORM.matcher(id).matches();
	}

	/** A plain SHA-256 is enough: what has 256 random bits can't be found by trying. */
	static String hash(String id) {
		return encode(Sha256.hash(id));
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
