package io.soundlift.journey.file;

import org.bson.types.ObjectId;

/**
 * First bytes of a file that is written in several sessions. The store has all of them,
 * and possibly further ones that do not count.
 *
 * @param fileId id of the file, never used twice
 * @param sizeBytes number of these bytes
 * @param digest state of their SHA-256, from which it continues with the next byte
 */
public record PartialFile(ObjectId fileId, long sizeBytes, String digest) {
}
