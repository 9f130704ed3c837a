package io.soundlift.authserver.authorization;

import java.time.Instant;
import java.util.Set;

/**
 * An app that can act for an account.
 *
 * @param registeredClientId internal id of the client, by which its grants are revoked
 * @param name display name of the client
 * @param scopes union of the scopes of all its grants, sorted
 * @param since when the oldest active grant was given
 * @param lastUsed when the app last got a token
 */
public record AppAccess(String registeredClientId, String name, Set<String> scopes, Instant since, Instant lastUsed) {
}
