package io.soundlift.authserver.client;

/**
 * A new secret, known in plain text only at the time of its creation.
 *
 * @param client the client whose secret it is
 * @param secret {@code slc_} and 256 random bits; stored nowhere
 */
public record IssuedSecret(ApiClient client, String secret) {

	/** Keeps the secret out of logs. */
	@Override
	public String toString() {
		return "IssuedSecret[client=" + this.client + ']';
	}

}
