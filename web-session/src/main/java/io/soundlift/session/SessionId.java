package io.soundlift.session;

import java.util.regex.Pattern;

import io.soundlift.support.Secrets;

/**
 * Ids of sessions, which give access to them, and their hashes, which the database stores
 * instead.
 */
final class SessionId {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

	private SessionId() {
	}

	static String random() {
		return Secrets.newToken();
	}

	/**
	 * Returns whether a value has the form of an id, since a cookie may have any value.
	 */
	static boolean isPossible(String id) {
		return FORM.matcher(id).matches();
	}

	/** A plain SHA-256 is enough: 256 random bits can't be found by trial. */
	static String hash(String id) {
		return Secrets.sha256(id);
	}

}
