package io.soundlift.authserver.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;

/**
 * Encoder of secrets from {@link Secrets#newToken()}. With 256 random bits they need
 * neither salt nor a slow hash, which would only help attackers to use up the processor.
 */
public final class MachineSecretEncoder extends AbstractValidatingPasswordEncoder {

	/** Prefix of the encoded secrets. */
	public static final String ID = "machine-sha256";

	/**
	 * Returns whether a secret was generated.
	 * @param encoded an encoded secret, prefixed with the name of its encoding, or null
	 * @return whether this class has encoded it
	 */
	public static boolean hasEncoded(@Nullable String encoded) {
		return encoded != null && encoded.startsWith('{' + ID + '}');
	}

	@Override
	protected String encodeNonNullPassword(String rawPassword) {
		return Secrets.sha256(rawPassword);
	}

	@Override
	protected boolean matchesNonNull(String rawPassword, String encodedPassword) {
		return MessageDigest.isEqual(bytes(Secrets.sha256(rawPassword)), bytes(encodedPassword));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
