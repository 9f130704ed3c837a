package io.soundlift.gateway.signin;

/**
 * Tokens of a browser that is signed in. They never leave the gateway, except the ID
 * token, which names the session that is to end (OpenID Connect RP-Initiated Logout, 2).
 *
 * @param accessToken opens the API
 * @param refreshToken gets the next access token
 * @param idToken tells who signed in
 */
record Tokens(String accessToken, String refreshToken, String idToken) {

	/** Leaves the secrets out. */
	@Override
	public String toString() {
		return "Tokens[]";
	}

}
