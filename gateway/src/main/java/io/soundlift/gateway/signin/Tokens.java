package io.soundlift.gateway.signin;

/**
 * Tokens of a signed-in browser. They never leave the gateway, except the ID token, which
 * identifies the session to end (OpenID Connect RP-Initiated Logout, 2).
 *
 * @param accessToken token for the API
 * @param refreshToken token that is exchanged for the next access token
 * @param idToken token that identifies the user
 */
record Tokens(String accessToken, String refreshToken, String idToken) {

	/** Leaves the secrets out. */
	@Override
	public String toString() {
		return "Tokens[]";
	}

}
