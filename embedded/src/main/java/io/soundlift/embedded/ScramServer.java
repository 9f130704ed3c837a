package io.soundlift.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Server side of SCRAM-SHA-256 (RFC 5802, RFC 7677) for one user, without channel
 * binding. Keeps what is derived from the password, not the password.
 */
final class ScramServer {

	static final String MECHANISM = "SCRAM-SHA-256";

	/** Least number that RFC 7677 allows; our passwords are random. */
	private static final int ITERATIONS = 4096;

	private static final int SALT_BYTES = 16;

	private static final int NONCE_BYTES = 24;

	private static final int HASH_BITS = 256;

	private static final String ALGORITHM = "HmacSHA256";

	/**
	 * {@code client-first-message} of RFC 5802, section 7, without an authorization
	 * identity.
	 */
	private static final Pattern FIRST = Pattern
		.compile("(?<gs2>[ny],,)(?<bare>n=(?<user>[^,]*),r=(?<nonce>[!-+\\--~]+))");

	/** {@code client-final-message} of RFC 5802, section 7. */
	private static final Pattern FINAL = Pattern
		.compile("(?<withoutProof>c=(?<binding>[^,]*),r=(?<nonce>[^,]*)),p=(?<proof>[A-Za-z0-9+/=]*)");

	private static final SecureRandom RANDOM = new SecureRandom();

	private final String username;

	private final byte[] salt = randomBytes(SALT_BYTES);

	private final byte[] storedKey;

	private final byte[] serverKey;

	/**
	 * Creates a server.
	 * @param login the only user
	 */
	ScramServer(Login login) {
		this.username = login.username();
		byte[] salted = saltedPassword(login.password());
		this.storedKey = sha256(hmac(salted, "Client Key"));
		this.serverKey = hmac(salted, "Server Key");
	}

	private byte[] saltedPassword(String password) {
		try {
			return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
				.generateSecret(new PBEKeySpec(password.toCharArray(), this.salt, ITERATIONS, HASH_BITS))
				.getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Each Java runtime has this algorithm", ex);
		}
	}

	/**
	 * Starts a conversation.
	 * @param clientFirst the client's first message
	 * @return the conversation, which waits for the client's final message
	 * @throws ScramException if the message has another form or names another user
	 */
	Conversation start(byte[] clientFirst) throws ScramException {
		Matcher first = FIRST.matcher(new String(clientFirst, StandardCharsets.UTF_8));
		if (!first.matches() || !first.group("user").equals(this.username)) {
			throw new ScramException();
		}
		return new Conversation(first.group("gs2"), first.group("bare"), first.group("nonce"));
	}

	private static byte[] randomBytes(int count) {
		byte[] bytes = new byte[count];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static byte[] hmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(key, ALGORITHM));
			return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Each Java runtime has this algorithm", ex);
		}
	}

	private static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Each Java runtime has this algorithm", ex);
		}
	}

	/**
	 * One attempt to authenticate.
	 */
	final class Conversation {

		private final String gs2Header;

		private final String clientFirstBare;

		private final String nonce;

		private final String serverFirst;

		private Conversation(String gs2Header, String clientFirstBare, String clientNonce) {
			this.gs2Header = gs2Header;
			this.clientFirstBare = clientFirstBare;
			this.nonce = clientNonce + base64(randomBytes(NONCE_BYTES));
			this.serverFirst = "r=" + this.nonce + ",s=" + base64(ScramServer.this.salt) + ",i=" + ITERATIONS;
		}

		/**
		 * Returns the server's first message.
		 */
		byte[] serverFirst() {
			return this.serverFirst.getBytes(StandardCharsets.UTF_8);
		}

		/**
		 * Checks the client's proof.
		 * @param clientFinal the client's final message
		 * @return the server's final message, which proves the server's knowledge to the
		 * client
		 * @throws ScramException if the message has another form, belongs to another
		 * conversation, or does not prove that the client has the password
		 */
		byte[] finish(byte[] clientFinal) throws ScramException {
			Matcher message = FINAL.matcher(new String(clientFinal, StandardCharsets.UTF_8));
			String binding = base64(this.gs2Header.getBytes(StandardCharsets.UTF_8));
			if (!message.matches() || !message.group("binding").equals(binding)
					|| !message.group("nonce").equals(this.nonce)) {
				throw new ScramException();
			}
			String authMessage = this.clientFirstBare + "," + this.serverFirst + "," + message.group("withoutProof");
			byte[] clientSignature = hmac(ScramServer.this.storedKey, authMessage);
			byte[] clientKey = xor(decode(message.group("proof")), clientSignature);
			if (!MessageDigest.isEqual(sha256(clientKey), ScramServer.this.storedKey)) {
				throw new ScramException();
			}
			return ("v=" + base64(hmac(ScramServer.this.serverKey, authMessage))).getBytes(StandardCharsets.UTF_8);
		}

		private static byte[] decode(String proof) throws ScramException {
			try {
				return Base64.getDecoder().decode(proof);
			}
			catch (IllegalArgumentException ex) {
				throw new ScramException();
			}
		}

		private static byte[] xor(byte[] proof, byte[] signature) throws ScramException {
			if (proof.length != signature.length) {
				throw new ScramException();
			}
			byte[] result = new byte[signature.length];
			for (int i = 0; i < result.length; i++) {
				result[i] = (byte) (proof[i] ^ signature[i]);
			}
			return result;
		}

	}

	/**
	 * An attempt that failed, for whatever reason.
	 */
	static final class ScramException extends Exception {

		ScramException() {
			super("Authentication failed", null, false, false);
		}

	}

}
