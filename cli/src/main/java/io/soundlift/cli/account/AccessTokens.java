package io.soundlift.cli.account;

import java.io.IOException;

/**
 * Source of the access token that a request needs.
 */
public interface AccessTokens {

	/**
	 * Returns a token that is still valid for some time, requesting a new one if needed.
	 * @return the token
	 * @throws IOException if the connection breaks
	 * @throws io.soundlift.cli.console.CommandException if getting one requires user
	 * interaction
	 */
	String get() throws IOException;

	/**
	 * Discards the token, because the server refused it.
	 */
	void refused();

}
