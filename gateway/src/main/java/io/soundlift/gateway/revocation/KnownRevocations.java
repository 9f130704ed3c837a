package io.soundlift.gateway.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Check of access tokens against the revocations of the authorization server: refuses
 * tokens whose grant was revoked or whose account was closed.
 */
@Component
public final class KnownRevocations implements OAuth2TokenValidator<Jwt> {

	private static final Logger logger = LoggerFactory.getLogger(KnownRevocations.class);

	private static final OAuth2TokenValidatorResult REVOKED = OAuth2TokenValidatorResult
		.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The token was revoked", null));

	/** Tokens are accepted for a minute after they expire, and clocks differ. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/** They take some 10 MB. Tokens of accounts that are left out expired long before. */
	private static final int MAX_CLOSED_ACCOUNTS = 50_000;

	private final RevokedGrants grants = new RevokedGrants();

	private final Map<String, Instant> closedAccounts = new LinkedHashMap<>();

	private final Clock clock;

	private volatile boolean known;

	KnownRevocations(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Adds a grant.
	 * @param grantId its id
	 * @param until when the last of its access tokens expires
	 */
	void revoke(String grantId, Instant until) {
		this.grants.add(grantId, until.plus(MARGIN).getEpochSecond(), this.clock.instant().getEpochSecond());
	}

	/**
	 * Adds an account.
	 * @param accountId its id
	 * @param until time from which on the entry is not needed
	 */
	synchronized void close(String accountId, Instant until) {
		this.closedAccounts.put(accountId, until);
		if (this.closedAccounts.size() > MAX_CLOSED_ACCOUNTS) {
			String first = this.closedAccounts.keySet().iterator().next();
			this.closedAccounts.remove(first);
			logger.warn("More than {} accounts are closed; {} is not looked at any more", MAX_CLOSED_ACCOUNTS, first);
		}
	}

	/**
	 * Records that all current revocations were added.
	 */
	void complete() {
		this.known = true;
	}

	/**
	 * Removes what has expired.
	 */
	void removeExpired() {
		Instant now = this.clock.instant();
		this.grants.removeExpired(now.getEpochSecond());
		synchronized (this) {
			this.closedAccounts.values().removeIf(now::isAfter);
		}
	}

	/**
	 * Returns the closed accounts.
	 * @return their ids; empty until revocations were read
	 */
	public synchronized Set<String> closedAccounts() {
		return Set.copyOf(this.closedAccounts.keySet());
	}

	/**
	 * Checks a token whose signature is valid.
	 * @param token the token
	 * @return a failure if it was revoked, or names no grant by which it could be
	 * @throws JwtException until all revocations were read after the start, since a token
	 * that was revoked before must not be accepted again
	 */
	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		if (!this.known) {
			throw new JwtException("What is revoked is not known yet");
		}
		String grant = token.getClaimAsString("grant_id");
		Instant expiresAt = token.getExpiresAt();
		boolean revoked = grant == null || expiresAt == null
				|| this.grants.refuses(grant, expiresAt.plus(MARGIN).getEpochSecond())
				|| isClosed(Objects.requireNonNullElse(token.getSubject(), ""));
		return revoked ? REVOKED : OAuth2TokenValidatorResult.success();
	}

	private synchronized boolean isClosed(String account) {
		return this.closedAccounts.containsKey(account);
	}

}
