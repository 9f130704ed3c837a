package io.soundlift.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.Cipher;

import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what the database stores, with AES-256 in Galois counter mode. The current key
 * encrypts; it and the previous ones decrypt.
 */
public final class Encryption {

	/** The key's id, a nonce and the encrypted bytes. */
	private static final byte FORMAT = 2;

	/** 96 bits, the length that NIST SP 800-38D recommends for random nonces. */
	private static final int NONCE_BYTES = 12;

	private final EncryptionKey current;

	private final List<EncryptionKey> keys;

	private final String property;

	/**
	 * Creates an encryption with all keys in use.
	 * @param currentKey 32 bytes, base64
	 * @param previousKeys former current keys, each 32 bytes, base64; may be empty; blank
	 * ones are ignored
	 * @param property name of the property that has the current key, for error messages
	 * @throws IllegalArgumentException when a key is not 32 bytes in base64
	 */
	public Encryption(String currentKey, List<String> previousKeys, String property) {
		this.current = EncryptionKey.parse(currentKey, property);
		this.keys = Stream
			.concat(Stream.of(this.current),
					previousKeys.stream()
						.filter((key) -> !key.isBlank())
						.map((key) -> EncryptionKey.parse(key, "Each previous key of " + property)))
			.toList();
		this.property = property;
	}

	/**
	 * Encrypts a value under the current key.
	 * @param plain the bytes to encrypt
	 * @param associatedData the location of the value, such as collection and id: it
	 * decrypts only with the same data, so that stored values can't be swapped
	 * @return the encrypted bytes
	 */
	public byte[] encrypt(byte[] plain, String associatedData) {
		byte[] nonce = Secrets.randomBytes(NONCE_BYTES);
		byte[] encrypted = encrypt(nonce, plain, associatedData);
		return ByteBuffer.allocate(1 + EncryptionKey.ID_BYTES + NONCE_BYTES + encrypted.length)
			.put(FORMAT)
			.put(this.current.id())
			.put(nonce)
			.put(encrypted)
			.array();
	}

	/**
	 * Decrypts a value.
	 * @param stored what {@link #encrypt} returned, now or under a previous key
	 * @param associatedData the associated data of its encryption
	 * @return the plain bytes
	 * @throws IllegalStateException when no key matches, the associated data differs, or
	 * the bytes were changed
	 */
	public byte[] decrypt(byte[] stored, String associatedData) {
		ByteBuffer buffer = ByteBuffer.wrap(stored);
		if (take(buffer, 1, associatedData)[0] != FORMAT) {
			throw unknownFormat(associatedData);
		}
		byte[] id = take(buffer, EncryptionKey.ID_BYTES, associatedData);
		byte[] nonce = take(buffer, NONCE_BYTES, associatedData);
		byte[] encrypted = take(buffer, buffer.remaining(), associatedData);
		GeneralSecurityException failure = null;
		for (EncryptionKey key : this.keys.stream().filter((candidate) -> candidate.isNamed(id)).toList()) {
			try {
				return key.run(Cipher.DECRYPT_MODE, nonce, encrypted, associatedData);
			}
			catch (GeneralSecurityException ex) {
				failure = ex;
			}
		}
		throw unreadable(associatedData, failure);
	}

	/**
	 * Returns whether a value is encrypted under the current key.
	 * @param stored what {@link #encrypt} returned
	 * @return {@code false} when it must be re-encrypted before its key is removed
	 */
	public boolean isUnderCurrentKey(byte[] stored) {
		ByteBuffer buffer = ByteBuffer.wrap(stored);
		return buffer.remaining() > EncryptionKey.ID_BYTES && buffer.get() == FORMAT
				&& this.current.isNamed(take(buffer, EncryptionKey.ID_BYTES, ""));
	}

	private byte[] encrypt(byte[] nonce, byte[] plain, String associatedData) {
		try {
			return this.current.run(Cipher.ENCRYPT_MODE, nonce, plain, associatedData);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("'%s' can't be encrypted".formatted(associatedData), ex);
		}
	}

	private static byte[] take(ByteBuffer buffer, int length, String associatedData) {
		if (buffer.remaining() < length || length == 0) {
			throw unknownFormat(associatedData);
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

	private static IllegalStateException unknownFormat(String associatedData) {
		return new IllegalStateException("The stored value of '%s' has an unknown format".formatted(associatedData));
	}

	private IllegalStateException unreadable(String associatedData, @Nullable GeneralSecurityException cause) {
		return new IllegalStateException(
				("'%s' can't be read with the key in %s or a previous one: the key that encrypted it is missing there, "
						+ "or the value was changed")
					.formatted(associatedData, this.property),
				cause);
	}

}
