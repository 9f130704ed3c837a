package io.soundlift.journey.file;

import java.util.HexFormat;

import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * SHA-256 whose state can be stored in the middle of a file, unlike that of
 * {@link java.security.MessageDigest}.
 */
final class ResumableSha256 {

	private final SHA256Digest digest;

	/**
	 * Creates the digest of no bytes.
	 */
	ResumableSha256() {
		this.digest = new SHA256Digest();
	}

	/**
	 * Creates a digest that continues from a state.
	 * @param state what {@link #state()} returned
	 */
	ResumableSha256(String state) {
		try {
			this.digest = new SHA256Digest(HexFormat.of().parseHex(state));
		}
		catch (IndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("No state of SHA-256", ex);
		}
	}

	/**
	 * Returns the state after all bytes so far.
	 * @return hexadecimal digits
	 */
	String state() {
		return HexFormat.of().formatHex(this.digest.getEncodedState());
	}

	void update(byte[] source, int offset, int count) {
		this.digest.update(source, offset, count);
	}

	/**
	 * Returns the digest. Nothing can be added afterwards.
	 * @return 64 lower-case hexadecimal digits
	 */
	String digest() {
		byte[] bytes = new byte[this.digest.getDigestSize()];
		this.digest.doFinal(bytes, 0);
		return HexFormat.of().formatHex(bytes);
	}

}
