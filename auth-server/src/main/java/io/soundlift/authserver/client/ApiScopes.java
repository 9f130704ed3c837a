package io.soundlift.authserver.client;

import java.util.Collection;
import java.util.List;

/**
 * Knows the scopes that people may give to their own clients.
 */
public final class ApiScopes {

	/** In the order in which people see them. */
	public static final List<String> ALL = List.of("conversions:read", "conversions:write");

	private ApiScopes() {
	}

	/**
	 * Returns whether a client may have some scopes.
	 * @param scopes names of scopes
	 * @return whether there is at least one, and no other than those of the API
	 */
	public static boolean areGrantable(Collection<String> scopes) {
		return !scopes.isEmpty() && ALL.containsAll(scopes);
	}

}
