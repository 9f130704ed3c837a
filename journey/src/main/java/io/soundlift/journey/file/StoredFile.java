package io.soundlift.journey.file;

import org.bson.types.ObjectId;

/**
 * A complete file in a {@link Bucket}.
 *
 * @param fileId its id, never used twice
 * @param sizeBytes its length in bytes
 * @param sha256 SHA-256 of its bytes, 64 lower-case hexadecimal digits
 * @param contentType its media type as the sender gave it
 */
public record StoredFile(ObjectId fileId, long sizeBytes, String sha256, String contentType) {
}
