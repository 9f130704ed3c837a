package io.soundlift.authserver.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;

/**
 * Encodes secrets that {@link Secrets#newToken()} made. With 256 random bits they need
 * neither salt nor slowness, which would only let strangers burn the processor.
 */
public final class MachineSecretEncoder extends AbstractValidatingPasswordEncoder {

	/** Name in front of the encoded secrets. */
	public static final String ID = "machine-sha256";

	/**
	 * Returns whether a secret was made by a machine.
	 * @param encoded an encoded secret with the name of its encoding in front, or null
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
