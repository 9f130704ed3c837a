package io.soundlift.journey.file;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file whose writing or deletion has not come to its end for a while.
 *
 * @param bucket where it is
 * @param fileId its id
 * @param conversionId the conversion that it was written for; absent for a deletion that
 * began with a complete file
 * @param deleting whether it is on its way out already
 */
public record UnfinishedFile(Bucket bucket, ObjectId fileId, @Nullable String conversionId, boolean deleting) {
}
