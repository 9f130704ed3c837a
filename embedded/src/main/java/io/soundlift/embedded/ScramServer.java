package io.soundlift.embedded;

import javax.security.sasl.SaslException;

import org.apache.qpid.server.security.auth.AuthenticationResult;
import org.apache.qpid.server.security.auth.AuthenticationResult.AuthenticationStatus;
import org.apache.qpid.server.security.auth.sasl.SaslNegotiator;
import org.apache.qpid.server.security.auth.sasl.scram.ScramNegotiator;
import org.apache.qpid.server.security.auth.sasl.scram.ScramSaslServerSourceAdapter;

/**
 * Server side of SCRAM-SHA-256 (RFC 5802, RFC 7677) for one user, without channel
 * binding: that of the broker's library. The slow derivation from the password is done
 * only once, so that unauthenticated clients can't trigger it.
 */
final class ScramServer extends ScramSaslServerSourceAdapter {

	static final String MECHANISM = "SCRAM-SHA-256";

	/** Minimum number that RFC 7677 allows, which is enough for random passwords. */
	private static final int ITERATIONS = 4096;

	private final String username;

	private final SaltAndPasswordKeys keys;

	/**
	 * Creates a server.
	 * @param login the only user
	 */
	ScramServer(ServerLogin login) {
		super(ITERATIONS, "HmacSHA256", "SHA-256", (name) -> login.password().toCharArray());
		this.username = login.username();
		this.keys = super.getSaltAndPasswordKeys(login.username());
	}

	@Override
	public SaltAndPasswordKeys getSaltAndPasswordKeys(String name) {
		if (!name.equals(this.username)) {
			throw new IllegalArgumentException("There is no such user");
		}
		return this.keys;
	}

	/**
	 * Begins a conversation with a client.
	 * @return the negotiator that responds to the two messages of the client
	 */
	SaslNegotiator begin() {
		return new ScramNegotiator(null, this, MECHANISM);
	}

	/**
	 * Returns the response to a message of a client.
	 * @param conversation the conversation
	 * @param message the client's message
	 * @param wanted status to which the message has to lead
	 * @return the answer
	 * @throws SaslException if the message is malformed, names another user, or has no
	 * valid proof
	 */
	static byte[] answer(SaslNegotiator conversation, byte[] message, AuthenticationStatus wanted)
			throws SaslException {
		AuthenticationResult result;
		try {
			result = conversation.handleResponse(message);
		}
		catch (RuntimeException ex) {
			// the library doesn't handle every malformed message
			throw new SaslException("The message is malformed", ex);
		}
		if (result.getStatus() != wanted) {
			throw new SaslException("The client is not authenticated", result.getCause());
		}
		return result.getChallenge();
	}

}
