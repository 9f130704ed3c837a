package io.soundlift.authserver.revocation;

/**
 * End of a read of revocations.
 *
 * @param next position of the next read
 * @param more whether more entries can be read immediately
 */
public record RevocationPage(String next, boolean more) {
}
