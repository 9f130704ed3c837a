package io.soundlift.journey.file;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file whose writing or deletion has stalled.
 *
 * @param bucket bucket of the file
 * @param fileId its id
 * @param conversionId the conversion that it was written for; absent for a deletion that
 * began with a complete file
 * @param deleting whether it is already being deleted
 */
public record UnfinishedFile(Bucket bucket, ObjectId fileId, @Nullable String conversionId, boolean deleting) {
}
