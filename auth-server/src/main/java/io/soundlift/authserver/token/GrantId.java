package io.soundlift.authserver.token;

import io.soundlift.support.Secrets;

import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;

/**
 * Claim with the id of a token's grant, so that all tokens of a grant can be refused
 * together.
 */
public final class GrantId {

	/** Name of the claim. */
	public static final String CLAIM = "grant_id";

	private GrantId() {
	}

	/**
	 * Returns the grant id of a token that is being created.
	 * @param context context of the token
	 * @return id of the authorization, or a new one when it does not exist yet, as for
	 * client credentials
	 */
	static String of(OAuth2TokenContext context) {
		OAuth2Authorization authorization = context.getAuthorization();
		return (authorization != null) ? authorization.getId() : Secrets.newId();
	}

}
