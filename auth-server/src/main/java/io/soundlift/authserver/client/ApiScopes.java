package io.soundlift.authserver.client;

import java.util.Collection;
import java.util.List;

/**
 * Scopes that people may grant to their own clients.
 */
public final class ApiScopes {

	/** In the order in which they are displayed. */
	public static final List<String> ALL = List.of("conversions:read", "conversions:write");

	private ApiScopes() {
	}

	/**
	 * Returns whether a client may have some scopes.
	 * @param scopes names of scopes
	 * @return whether there is at least one, and all are scopes of the API
	 */
	public static boolean areGrantable(Collection<String> scopes) {
		return !scopes.isEmpty() && ALL.containsAll(scopes);
	}

}
