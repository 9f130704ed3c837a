package io.soundlift.authserver.client;

/**
 * Outcome of a request for a new API client.
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
	 * The account has the maximum number of clients, or is being deleted.
	 */
	record QuotaExhausted() implements ApiClientCreation {
	}

	/**
	 * The same form has already created a client.
	 */
	record Repeated() implements ApiClientCreation {
	}

}
