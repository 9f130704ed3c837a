package io.soundlift.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.soundlift.support.Sha256;

/**
 * AES-256 key and the short id by which stored values refer to it.
 *
 * @param id first bytes of the key's SHA-256, which do not reveal the key
 * @param secret the key
 */
record EncryptionKey(byte[] id, SecretKey secret) {

	/** Enough to distinguish a handful of keys. */
	static final int ID_BYTES = 4;

	private static final int KEY_BYTES = 32;

	private static final int TAG_BITS = 128;

	static EncryptionKey parse(String base64, String property) {
		byte[] bytes = decode(base64.strip(), property);
		if (bytes.length != KEY_BYTES) {
			throw new IllegalArgumentException(
					"%s must be %d bytes in base64, not %d".formatted(property, KEY_BYTES, bytes.length));
		}
		return new EncryptionKey(Arrays.copyOf(Sha256.newDigest().digest(bytes), ID_BYTES),
				new SecretKeySpec(bytes, "AES"));
	}

	boolean isNamed(byte[] keyId) {
		return Arrays.equals(this.id, keyId);
	}

	byte[] run(int mode, byte[] nonce, byte[] input, String associatedData) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, this.secret, new GCMParameterSpec(TAG_BITS, nonce));
		cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
		return cipher.doFinal(input);
	}

	private static byte[] decode(String base64, String property) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			// the cause would print a part of the key
			throw new IllegalArgumentException("%s must be %d bytes in base64".formatted(property, KEY_BYTES));
		}
	}

}
