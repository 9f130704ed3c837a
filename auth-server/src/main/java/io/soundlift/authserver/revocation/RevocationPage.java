package io.soundlift.authserver.revocation;

/**
 * End of a read of revocations.
 *
 * @param next where the next read goes on
 * @param more whether there is more to read at once
 */
public record RevocationPage(String next, boolean more) {
}
