package io.soundlift.journey.file;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file that is in a bucket.
 *
 * @param bucket where it is
 * @param fileId its id
 * @param conversionId the conversion that it was written for; {@code null} if it does not
 * say so
 * @param sizeBytes its length in bytes
 */
public record FoundFile(Bucket bucket, ObjectId fileId, @Nullable String conversionId, long sizeBytes) {
}
