package io.soundlift.journey.conversion;

import java.time.Instant;

/**
 * Bytes that ended conversions of an account had in the store at one moment. The files of
 * an ended conversion are removed some day and never grow, so this is an upper bound from
 * then on.
 *
 * @param until latest creation time of the counted conversions
 * @param conversions number of these conversions
 * @param bytes number of bytes
 * @param countedAt when the count was last restarted; later counts add conversions that
 * have ended since
 */
public record SettledBytes(Instant until, long conversions, long bytes, Instant countedAt) {
}
