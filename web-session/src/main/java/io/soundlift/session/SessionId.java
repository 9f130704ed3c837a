package io.soundlift.session;

import java.util.regex.Pattern;

import io.soundlift.support.Secrets;

/**
 * Ids of sessions, which open them, and the hashes that the database has instead.
 */
final class SessionId {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

	private SessionId() {
	}

	static String random() {
		return Secrets.newToken();
	}

	/** Whether it could be one of ours; anybody can send anything as a cookie. */
	static boolean isPossible(String id) {
		return FORM.matcher(id).matches();
	}

	/** A plain SHA-256 is enough: what has 256 random bits can't be found by trying. */
	static String hash(String id) {
		return Secrets.sha256(id);
	}

}
