package io.soundlift.journey.file;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4, 6.2) whose state can be stored in the middle of a file, which that
 * of {@link java.security.MessageDigest} can't.
 */
final class ResumableSha256 {

	private static final int BLOCK_BYTES = 64;

	private static final int WORDS = 8;

	private static final int LENGTH_BYTES = 8;

	/** Initial hash value (5.3.3). */
	private static final int[] START = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
			0x1f83d9ab, 0x5be0cd19 };

	/** Constants of the rounds (4.2.2). */
	private static final int[] K = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
			0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
			0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152,
			0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138,
			0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70,
			0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
			0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
			0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

	private final int[] hash = START.clone();

	private final int[] schedule = new int[K.length];

	private final byte[] block = new byte[BLOCK_BYTES];

	private int filled;

	private long length;

	/**
	 * Creates the digest of no bytes.
	 */
	ResumableSha256() {
	}

	/**
	 * Creates a digest that goes on.
	 * @param state what {@link #state()} returned
	 */
	ResumableSha256(String state) {
		ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(state));
		this.length = bytes.getLong();
		for (int i = 0; i < WORDS; i++) {
			this.hash[i] = bytes.getInt();
		}
		this.filled = bytes.remaining();
		if (this.filled != this.length % BLOCK_BYTES) {
			throw new IllegalArgumentException("No state of SHA-256 after " + this.length + " bytes");
		}
		bytes.get(this.block, 0, this.filled);
	}

	/**
	 * Returns the state after all bytes so far.
	 * @return hexadecimal digits
	 */
	String state() {
		ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES + WORDS * Integer.BYTES + this.filled);
		bytes.putLong(this.length);
		for (int word : this.hash) {
			bytes.putInt(word);
		}
		bytes.put(this.block, 0, this.filled);
		return HexFormat.of().formatHex(bytes.array());
	}

	void update(byte[] source, int offset, int count) {
		this.length += count;
		int position = offset;
		int end = offset + count;
		if (this.filled > 0) {
			int missing = Math.min(BLOCK_BYTES - this.filled, count);
			System.arraycopy(source, position, this.block, this.filled, missing);
			this.filled += missing;
			position += missing;
			if (this.filled < BLOCK_BYTES) {
				return;
			}
			compress(this.block, 0);
			this.filled = 0;
		}
		while (end - position >= BLOCK_BYTES) {
			compress(source, position);
			position += BLOCK_BYTES;
		}
		this.filled = end - position;
		System.arraycopy(source, position, this.block, 0, this.filled);
	}

	/**
	 * Returns the digest. Nothing can be added afterwards.
	 * @return 64 lower-case hexadecimal digits
	 */
	String digest() {
		long bits = this.length * Byte.SIZE;
		int zeros = (int) Math.floorMod(BLOCK_BYTES - LENGTH_BYTES - 1 - this.length, (long) BLOCK_BYTES);
		byte[] padding = ByteBuffer.allocate(1 + zeros + LENGTH_BYTES)
			.put((byte) 0x80)
			.put(new byte[zeros])
			.putLong(bits)
			.array();
		update(padding, 0, padding.length);
		ByteBuffer bytes = ByteBuffer.allocate(WORDS * Integer.BYTES);
		for (int word : this.hash) {
			bytes.putInt(word);
		}
		return HexFormat.of().formatHex(bytes.array());
	}

	private void compress(byte[] source, int offset) {
		int[] w = this.schedule;
		for (int t = 0; t < 16; t++) {
			int i = offset + t * Integer.BYTES;
			w[t] = (source[i] & 0xff) << 24 | (source[i + 1] & 0xff) << 16 | (source[i + 2] & 0xff) << 8
					| (source[i + 3] & 0xff);
		}
		for (int t = 16; t < w.length; t++) {
			int x = w[t - 15];
			int y = w[t - 2];
			w[t] = w[t - 16] + w[t - 7] + (Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3)
					+ (Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10);
		}
		int a = this.hash[0];
		int b = this.hash[1];
		int c = this.hash[2];
		int d = this.hash[3];
		int e = this.hash[4];
		int f = this.hash[5];
		int g = this.hash[6];
		int h = this.hash[7];
		for (int t = 0; t < w.length; t++) {
			int first = h + (Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25))
					+ (e & f ^ ~e & g) + K[t] + w[t];
			int second = (Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22))
					+ (a & b ^ a & c ^ b & c);
			h = g;
			g = f;
			f = e;
			e = d + first;
			d = c;
			c = b;
			b = a;
			a = first + second;
		}
		this.hash[0] += a;
		this.hash[1] += b;
		this.hash[2] += c;
		this.hash[3] += d;
		this.hash[4] += e;
		this.hash[5] += f;
		this.hash[6] += g;
		this.hash[7] += h;
	}

}
