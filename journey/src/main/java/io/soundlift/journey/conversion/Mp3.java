package io.soundlift.journey.conversion;

import io.soundlift.journey.file.StoredFile;

/**
 * Result of a conversion.
 *
 * @param file where the bytes are
 * @param durationMillis playing time in milliseconds
 * @param fileName name to offer for download, with its extension
 */
public record Mp3(StoredFile file, long durationMillis, String fileName) {
}
