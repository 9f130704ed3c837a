package io.soundlift.journey.conversion;

import java.time.Instant;

/**
 * Bytes that ended conversions of an account had in the store at one moment. An ended
 * conversion loses its files some day and never gets more, so they have at most as many
 * from then on.
 *
 * @param until the conversions that were created up to then are counted
 * @param conversions number of these conversions
 * @param bytes number of bytes
 * @param countedAt when the count began anew; later ones add what has ended since
 */
public record SettledBytes(Instant until, long conversions, long bytes, Instant countedAt) {
}
