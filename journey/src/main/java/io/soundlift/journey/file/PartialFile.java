package io.soundlift.journey.file;

import org.bson.types.ObjectId;

/**
 * First bytes of a file that is written in several goes. The store has all of them, and
 * may have more behind them that do not count.
 *
 * @param fileId id of the file, never used twice
 * @param sizeBytes number of these bytes
 * @param digest state of their SHA-256, from which it goes on with the next byte
 */
public record PartialFile(ObjectId fileId, long sizeBytes, String digest) {
}
