package io.soundlift.authserver.throttle;

import java.time.Clock;
import java.time.Duration;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.support.RequestRate;

import org.springframework.stereotype.Component;

/**
 * Limits of what clients and accounts may ask of the token endpoints in a minute.
 */
@Component
public final class TokenLimits {

	/** An access token is good for many introspections. */
	private static final int INTROSPECTIONS_FOR_EACH_TOKEN = 5;

	/** A session refreshes each quarter of an hour. */
	private static final int REFRESHES_OF_ONE_GRANT = 30;

	/** Public clients have no secret, so many people's come from one address. */
	private static final int REQUESTS_OF_ONE_ORIGIN = 600;

	private final RequestRate ofClient;

	private final RequestRate ofAccount;

	private final RequestRate introspections;

	private final RequestRate ofGrant;

	private final RequestRate ofOrigin;

	TokenLimits(AuthServerProperties properties, Clock clock) {
		AuthServerProperties.Limits limits = properties.limits();
		this.ofClient = new RequestRate(limits.clientTokensPerMinute(), clock);
		this.ofAccount = new RequestRate(limits.accountTokensPerMinute(), clock);
		this.introspections = new RequestRate(limits.clientTokensPerMinute() * INTROSPECTIONS_FOR_EACH_TOKEN, clock);
		this.ofGrant = new RequestRate(REFRESHES_OF_ONE_GRANT, clock);
		this.ofOrigin = new RequestRate(REQUESTS_OF_ONE_ORIGIN, clock);
	}

	/**
	 * Counts a request of a client that acts as the account of its owner.
	 * @param endpoint the endpoint; each has its own count
	 * @param clientId id of the client
	 * @param accountId id of the owner's account
	 * @return zero if it may be served, otherwise how long to wait for the next
	 */
	public Duration requestOfClient(String endpoint, String clientId, String accountId) {
		Duration wait = this.ofClient.tryAcquire(endpoint + ' ' + clientId);
		return wait.isZero() ? requestOfAccount(endpoint, accountId) : wait;
	}

	/**
	 * Counts an introspection.
	 * @param clientId id of the client that asks
	 * @return zero if it may be served, otherwise how long to wait for the next
	 */
	public Duration introspectionOf(String clientId) {
		return this.introspections.tryAcquire(clientId);
	}

	/**
	 * Counts a request for an account, by whichever client.
	 * @param endpoint the endpoint; each has its own count
	 * @param accountId id of the account
	 * @return zero if it may be served, otherwise how long to wait for the next
	 */
	public Duration requestOfAccount(String endpoint, String accountId) {
		return this.ofAccount.tryAcquire(endpoint + ' ' + accountId);
	}

	/**
	 * Counts a refresh.
	 * @param grantId id of the grant whose refresh token is presented
	 * @return zero if it may be served, otherwise how long to wait for the next
	 */
	public Duration refreshOf(String grantId) {
		return this.ofGrant.tryAcquire(grantId);
	}

	/**
	 * Counts a request of a public client.
	 * @param origin network that it comes from
	 * @return zero if it may be served, otherwise how long to wait for the next
	 */
	public Duration requestFrom(String origin) {
		return this.ofOrigin.tryAcquire(origin);
	}

}
