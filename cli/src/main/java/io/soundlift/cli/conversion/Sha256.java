package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, which every Java platform has.
 */
final class Sha256 {

	private static final int BUFFER_BYTES = 256 * 1024;

	private Sha256() {
	}

	static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("A Java platform without SHA-256 is none", ex);
		}
	}

	/**
	 * Computes the hash of a file.
	 * @param file the file
	 * @return 64 hexadecimal digits
	 * @throws IOException if it can't be read
	 */
	static String of(Path file) throws IOException {
		return HexFormat.of().formatHex(begin(file, Files.size(file)).digest());
	}

	/**
	 * Computes the digest of the first bytes of a file.
	 * @param file the file
	 * @param bytes how many
	 * @return the digest, for more to be added
	 * @throws IOException if it can't be read, or has fewer bytes
	 */
	static MessageDigest begin(Path file, long bytes) throws IOException {
		MessageDigest digest = newDigest();
		byte[] buffer = new byte[BUFFER_BYTES];
		try (InputStream content = Files.newInputStream(file)) {
			long left = bytes;
			while (left > 0) {
				int count = content.read(buffer, 0, (int) Math.min(left, buffer.length));
				if (count < 0) {
					throw new IOException(file + " has become shorter");
				}
				digest.update(buffer, 0, count);
				left -= count;
			}
		}
		return digest;
	}

}
