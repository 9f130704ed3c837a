package io.soundlift.journey.file;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A complete file in a {@link Bucket}. One with holes is as long as its original, but the
 * store has only some ranges of it, packed one after another; the gaps read as zeros.
 *
 * @param fileId its id, never used twice
 * @param sizeBytes its length in bytes
 * @param sha256 SHA-256 of the stored bytes, 64 lower-case hexadecimal digits
 * @param contentType its media type as the sender gave it
 * @param packedBytes number of bytes that the store has of a file with holes;
 * {@code null} for one without
 */
public record StoredFile(ObjectId fileId, long sizeBytes, String sha256, String contentType,
		@Nullable Long packedBytes) {

	/**
	 * Creates the description of a file without holes.
	 * @param fileId its id
	 * @param sizeBytes its length in bytes
	 * @param sha256 its SHA-256
	 * @param contentType its media type
	 * @return the file
	 */
	public static StoredFile whole(ObjectId fileId, long sizeBytes, String sha256, String contentType) {
		return new StoredFile(fileId, sizeBytes, sha256, contentType, null);
	}

	/**
	 * Whether the store has only ranges of it.
	 * @return whether it has holes
	 */
	public boolean hasHoles() {
		return this.packedBytes != null;
	}

	/**
	 * Returns the number of bytes that the store has.
	 * @return the length of a file without holes; otherwise the lengths of its ranges
	 * with their headers
	 */
	public long storedBytes() {
		return (this.packedBytes != null) ? this.packedBytes : this.sizeBytes;
	}

}
