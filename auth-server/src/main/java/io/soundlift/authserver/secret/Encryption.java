package io.soundlift.authserver.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.soundlift.authserver.AuthServerProperties;

import org.springframework.stereotype.Component;

/**
 * Encrypts what the database stores, with AES-256 in Galois counter mode.
 */
@Component
public final class Encryption {

	/** Says how the rest of the bytes is to be read; a second key gets a second value. */
	private static final byte FORMAT = 1;

	/** 96 bits, the length that NIST SP 800-38D recommends for random nonces. */
	private static final int NONCE_BYTES = 12;

	private static final int TAG_BITS = 128;

	private final SecretKey key;

	Encryption(AuthServerProperties properties) {
		this.key = new SecretKeySpec(Base64.getDecoder().decode(properties.encryptionKey()), "AES");
	}

	/**
	 * Encrypts a value.
	 * @param plain the bytes to hide
	 * @param place where the value is kept, such as collection and id: it decrypts only
	 * with the same place, so that stored values can't be swapped
	 * @return the encrypted bytes
	 */
	public byte[] encrypt(byte[] plain, String place) {
		byte[] nonce = Secrets.randomBytes(NONCE_BYTES);
		byte[] encrypted = run(Cipher.ENCRYPT_MODE, nonce, plain, place);
		return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length).put(FORMAT).put(nonce).put(encrypted).array();
	}

	/**
	 * Decrypts a value.
	 * @param stored what {@link #encrypt} returned
	 * @param place the place that was given when it was encrypted
	 * @return the plain bytes
	 * @throws IllegalStateException when the key or the place is another one, or the
	 * bytes were changed
	 */
	public byte[] decrypt(byte[] stored, String place) {
		ByteBuffer buffer = ByteBuffer.wrap(stored);
		if (stored.length <= 1 + NONCE_BYTES || buffer.get() != FORMAT) {
			throw new IllegalStateException("The stored value of '%s' has an unknown format".formatted(place));
		}
		byte[] nonce = new byte[NONCE_BYTES];
		buffer.get(nonce);
		byte[] encrypted = new byte[buffer.remaining()];
		buffer.get(encrypted);
		return run(Cipher.DECRYPT_MODE, nonce, encrypted, place);
	}

	private byte[] run(int mode, byte[] nonce, byte[] input, String place) {
		try {
			Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(mode, this.key, new GCMParameterSpec(TAG_BITS, nonce));
			cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
			return cipher.doFinal(input);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(
					"'%s' can't be read with the key in soundlift.auth-server.encryption-key".formatted(place), ex);
		}
	}

}
