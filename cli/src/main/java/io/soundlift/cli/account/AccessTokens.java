package io.soundlift.cli.account;

import java.io.IOException;

/**
 * Source of the access token that a request needs.
 */
public interface AccessTokens {

	/**
	 * Return a token that is valid for some time yet, getting a new one if needed.
	 * @return the token
	 * @throws IOException if the connection breaks
	 * @throws io.soundlift.cli.console.CommandException if there is no way to get one
	 * without a person
	 */
	String get() throws IOException;

	/**
	 * Forget the token, because the server refused it.
	 */
	void refused();

}
