package io.soundlift.authserver.revocation;

import java.util.List;

/**
 * What must not be accepted any more.
 *
 * @param grants ids of grants whose tokens are revoked, the claim {@code grant_id}
 * @param closedAccounts ids of deleted accounts, the claim {@code sub}
 */
public record RevocationList(List<String> grants, List<String> closedAccounts) {
}
