package io.soundlift.gateway.resumable;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Checksum of the body of one request, as stated by the client (tus 1.0.0, Checksum).
 */
final class BodyChecksum {

	/** Names of algorithms here by their names in tus. */
	private static final Map<String, String> ALGORITHMS = Map.of("sha1", "SHA-1", "sha256", "SHA-256");

	/** Value of {@code Tus-Checksum-Algorithm}. */
	static final String NAMES = "sha1,sha256";

	private final MessageDigest digest;

	private final byte[] expected;

	private BodyChecksum(MessageDigest digest, byte[] expected) {
		this.digest = digest;
		this.expected = expected;
	}

	/**
	 * Reads the header {@code Upload-Checksum}.
	 * @param header its value; {@code null} if it was not sent
	 * @return the checksum; {@code null} without the header
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if the algorithm is another one, or
	 * the value is no base64
	 */
	static @Nullable BodyChecksum read(@Nullable String header) {
		if (header == null) {
			return null;
		}
		String[] parts = header.strip().split(" +", 2);
		String algorithm = ALGORITHMS.get(parts[0]);
		if (algorithm == null || parts.length < 2) {
			throw malformed(null);
		}
		try {
			return new BodyChecksum(MessageDigest.getInstance(algorithm), Base64.getDecoder().decode(parts[1]));
		}
		catch (IllegalArgumentException ex) {
			throw malformed(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has " + algorithm, ex);
		}
	}

	private static Problem malformed(@Nullable Throwable cause) {
		return new Problem(ProblemType.BAD_REQUEST,
				"Upload-Checksum must be sha1 or sha256, a space, and the checksum in base64.", cause);
	}

	InputStream over(InputStream content) {
		return new DigestInputStream(content, this.digest);
	}

	/**
	 * Verifies the bytes that were read. To be called once.
	 * @throws Problem {@link ProblemType#CHECKSUM_MISMATCH} if it is not
	 */
	void require() {
		if (!MessageDigest.isEqual(this.digest.digest(), this.expected)) {
			throw new Problem(ProblemType.CHECKSUM_MISMATCH,
					"The bytes of this request have another checksum and were discarded. Send them again.");
		}
	}

}
