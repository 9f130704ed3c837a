package io.soundlift.embedded;

import java.util.regex.Pattern;

/**
 * The one user of an embedded server.
 *
 * @param username name, 1 to 64 letters, digits, dots, dashes and underscores
 * @param password password, 1 to 256 printable ASCII characters without spaces, so that
 * preparing it (RFC 4013) changes nothing
 */
public record ServerLogin(String username, String password) {

	private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final Pattern PASSWORD = Pattern.compile("[!-~]{1,256}");

	/**
	 * Creates a login.
	 * @throws IllegalArgumentException if name or password has another form
	 */
	public ServerLogin {
		if (!USERNAME.matcher(username).matches() || !PASSWORD.matcher(password).matches()) {
			throw new IllegalArgumentException("The name or the password has characters that are not supported");
		}
	}

	/**
	 * Returns the name without the password.
	 */
	@Override
	public String toString() {
		return "ServerLogin[username=" + this.username + "]";
	}

}
