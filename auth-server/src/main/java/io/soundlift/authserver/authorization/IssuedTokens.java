package io.soundlift.authserver.authorization;

import java.util.Optional;

import io.soundlift.authserver.token.GrantId;
import io.soundlift.authserver.token.RefreshTokens;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Finds the grant of any access token or refresh token, also of those that newer ones
 * have followed. An ID token or a code has none here.
 */
@Component
public final class IssuedTokens {

	private final RefreshTokens refreshTokens;

	private final JwtDecoder accessTokens;

	private final MongoOperations mongo;

	private final GrantRevocation grantRevocation;

	IssuedTokens(RefreshTokens refreshTokens, JwtDecoder accessTokens, MongoOperations mongo,
			GrantRevocation grantRevocation) {
		this.refreshTokens = refreshTokens;
		this.accessTokens = accessTokens;
		this.mongo = mongo;
		this.grantRevocation = grantRevocation;
	}

	/**
	 * Finds the client that a token was issued to.
	 * @param token what somebody presented
	 * @return internal id of the client, which may be deleted; empty when this is no
	 * token of a stored grant, or an access token that has expired
	 */
	public Optional<String> clientOf(String token) {
		return grantOf(token).map(AuthorizationDocument::clientId);
	}

	/**
	 * Ends the grant of a token, and thereby all tokens of the grant (RFC 7009, section
	 * 2.1).
	 * @param token the token; anything else changes nothing
	 */
	public void revoke(String token) {
		grantOf(token).ifPresent((grant) -> this.grantRevocation.end(grant.id(), RevocationCause.GIVEN_BACK));
	}

	private Optional<AuthorizationDocument> grantOf(String token) {
		return this.refreshTokens.grantOf(token)
			.or(() -> grantOfAccessToken(token))
			.map((id) -> this.mongo.findById(id, AuthorizationDocument.class));
	}

	private Optional<String> grantOfAccessToken(String token) {
		try {
			return Optional.ofNullable(this.accessTokens.decode(token).getClaimAsString(GrantId.CLAIM));
		}
		catch (JwtException ex) {
			return Optional.empty();
		}
	}

}
