package io.soundlift.gateway.revocation;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Refuses access tokens whose grant was revoked or whose account was closed, by the last
 * list that the authorization server gave out.
 */
@Component
public final class Revocations implements OAuth2TokenValidator<Jwt> {

	private static final OAuth2TokenValidatorResult REVOKED = OAuth2TokenValidatorResult
		.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The token was revoked", null));

	private final AtomicReference<@Nullable RevocationList> current = new AtomicReference<>();

	Revocations() {
	}

	/**
	 * Replaces what is known.
	 * @param list what is revoked now
	 */
	void replace(RevocationList list) {
		this.current.set(list);
	}

	/**
	 * Returns the accounts that are gone.
	 * @return their ids; empty while nothing is known
	 */
	public Set<String> closedAccounts() {
		RevocationList list = this.current.get();
		return (list != null) ? list.closedAccounts() : Set.of();
	}

	/**
	 * Checks a token whose signature is right.
	 * @param token the token
	 * @return a failure if it was revoked, or names no grant by which it could be
	 * @throws JwtException while no list has been read since the start, since a token
	 * that was revoked before must not be taken again
	 */
	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		RevocationList list = this.current.get();
		if (list == null) {
			throw new JwtException("What is revoked is not known yet");
		}
		String grant = token.getClaimAsString("grant_id");
		boolean revoked = grant == null || list.grants().contains(grant)
				|| list.closedAccounts().contains(Objects.requireNonNullElse(token.getSubject(), ""));
		return revoked ? REVOKED : OAuth2TokenValidatorResult.success();
	}

}
