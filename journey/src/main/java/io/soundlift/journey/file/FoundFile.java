package io.soundlift.journey.file;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file that is in a bucket.
 *
 * @param bucket bucket of the file
 * @param fileId its id
 * @param conversionId the conversion that it was written for; {@code null} if that is not
 * recorded
 * @param sizeBytes its length in bytes
 */
public record FoundFile(Bucket bucket, ObjectId fileId, @Nullable String conversionId, long sizeBytes) {
}
