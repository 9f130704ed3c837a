package io.soundlift.authserver.throttle;

import java.time.Clock;
import java.time.Duration;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.support.RequestRate;

import org.springframework.stereotype.Component;

/**
 * Limits on requests of clients and accounts to the token endpoints per minute.
 */
@Component
public final class TokenLimits {

	/** An access token may be introspected many times. */
	private static final int INTROSPECTIONS_FOR_EACH_TOKEN = 5;

	/** A session refreshes every quarter of an hour. */
	private static final int REFRESHES_OF_ONE_GRANT = 30;

	/**
	 * Public clients are not authenticated, and those of many people may share an
	 * address.
	 */
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
	 * @return zero if it is admitted, otherwise the time to wait
	 */
	public Duration requestOfClient(String endpoint, String clientId, String accountId) {
		Duration wait = this.ofClient.tryAcquire(endpoint + ' ' + clientId);
		return wait.isZero() ? requestOfAccount(endpoint, accountId) : wait;
	}

	/**
	 * Counts an introspection.
	 * @param clientId id of the requesting client
	 * @return zero if it is admitted, otherwise the time to wait
	 */
	public Duration introspectionOf(String clientId) {
		return this.introspections.tryAcquire(clientId);
	}

	/**
	 * Counts a request for an account, by any client.
	 * @param endpoint the endpoint; each has its own count
	 * @param accountId id of the account
	 * @return zero if it is admitted, otherwise the time to wait
	 */
	public Duration requestOfAccount(String endpoint, String accountId) {
		return this.ofAccount.tryAcquire(endpoint + ' ' + accountId);
	}

	/**
	 * Counts a refresh.
	 * @param grantId id of the grant whose refresh token is presented
	 * @return zero if it is admitted, otherwise the time to wait
	 */
	public Duration refreshOf(String grantId) {
		return this.ofGrant.tryAcquire(grantId);
	}

	/**
	 * Counts a request of a public client.
	 * @param origin network that it comes from
	 * @return zero if it is admitted, otherwise the time to wait
	 */
	public Duration requestFrom(String origin) {
		return this.ofOrigin.tryAcquire(origin);
	}

}
