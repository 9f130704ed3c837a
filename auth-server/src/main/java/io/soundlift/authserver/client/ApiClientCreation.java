package io.soundlift.authserver.client;

/**
 * What became of the wish for a new API client.
 */
public sealed interface ApiClientCreation {

	/**
	 * The client exists.
	 *
	 * @param issued the client and its secret
	 */
	record Created(IssuedSecret issued) implements ApiClientCreation {
	}

	/**
	 * The account has as many clients as it may have, or is being deleted.
	 */
	record QuotaExhausted() implements ApiClientCreation {
	}

	/**
	 * The same form has made a client before.
	 */
	record Repeated() implements ApiClientCreation {
	}

}
