package io.soundlift.gateway.revocation;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is revoked at a moment.
 *
 * @param grants ids of grants whose access tokens are refused
 * @param closedAccounts ids of accounts that are gone
 */
record RevocationList(Set<String> grants, Set<String> closedAccounts) {

	RevocationList(@Nullable Set<String> grants, @Nullable Set<String> closedAccounts) {
		if (grants == null || closedAccounts == null) {
			throw new IllegalArgumentException("A list of revocations has 'grants' and 'closedAccounts'");
		}
		this.grants = Set.copyOf(grants);
		this.closedAccounts = Set.copyOf(closedAccounts);
	}

}
