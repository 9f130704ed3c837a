package io.soundlift.journey.file;

/**
 * Consecutive bytes of a file.
 *
 * @param offset first byte, from 0
 * @param length number of bytes, at least 1
 */
public record FileRange(long offset, long length) {
}
