package io.soundlift.gateway.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.stereotype.Component;

/**
 * Access tokens of sessions, which are refreshed in time. However many requests and
 * gateways find one due, only one of them calls the authorization server; the others wait
 * if they have to.
 */
@Component
final class SessionTokens {

	private static final Logger logger = LoggerFactory.getLogger(SessionTokens.class);

	/** Longer than the timeout of calls to the authorization server. */
	private static final Duration LEASE = Duration.ofSeconds(10);

	/**
	 * Pause after a failure, so that not every request waits for an unavailable server.
	 */
	private static final Duration PAUSE = Duration.ofSeconds(3);

	private final RetryTemplate wait = new RetryTemplate(RetryPolicy.builder()
		.includes(RefreshPendingException.class)
		.delay(Duration.ofMillis(50))
		.maxRetries(Long.MAX_VALUE)
		.timeout(LEASE.plusSeconds(5))
		.build());

	private final BrowserSignIns signIns;

	private final WebGrants grants;

	private final Clock clock;

	SessionTokens(BrowserSignIns signIns, WebGrants grants, Clock clock) {
		this.signIns = signIns;
		this.grants = grants;
		this.clock = clock;
	}

	/**
	 * Returns a token.
	 * @param key what the session holds
	 * @return the token; empty if the sign-in was ended, here or at the authorization
	 * server
	 * @throws AuthenticationServiceException if the token has expired and can't be
	 * refreshed at the moment
	 */
	Optional<String> accessToken(String key) {
		return this.wait.invoke(() -> tryAccessToken(key));
	}

	/**
	 * Returns another token in place of one that was refused before its time, such as one
	 * whose signing key was withdrawn.
	 * @param key what the session holds
	 * @param refused the token that was refused
	 * @return as {@link #accessToken}
	 */
	Optional<String> accessTokenAfter(String key, String refused) {
		this.signIns.find(key)
			.filter((signIn) -> current(signIn).filter(refused::equals).isPresent())
			.ifPresent(this.signIns::expireAccessToken);
		return accessToken(key);
	}

	private Optional<String> current(BrowserSignIn signIn) {
		return this.signIns.tokens(signIn).map(Tokens::accessToken);
	}

	private Optional<String> tryAccessToken(String key) {
		Optional<BrowserSignIn> found = this.signIns.find(key);
		if (found.isEmpty()) {
			return Optional.empty();
		}
		BrowserSignIn signIn = found.get();
		Instant now = this.clock.instant();
		if (!signIn.isRefreshDue(now)) {
			return current(signIn);
		}
		if (signIn.isRefreshFutile(now)) {
			return stillValid(signIn);
		}
		Optional<BrowserSignIn> claimed = this.signIns.claimRefresh(signIn, LEASE);
		if (claimed.isPresent()) {
			return refresh(claimed.get());
		}
		if (signIn.isAccessTokenValid(now)) {
			return current(signIn);
		}
		throw new RefreshPendingException();
	}

	private Optional<String> refresh(BrowserSignIn claimed) {
		return this.signIns.tokens(claimed).flatMap((tokens) -> refresh(claimed, tokens));
	}

	private Optional<String> refresh(BrowserSignIn claimed, Tokens tokens) {
		try {
			WebGrants.Fresh fresh = this.grants.refresh(tokens);
			if (this.signIns.refreshed(claimed, fresh.tokens(), fresh.accessExpiresAt())) {
				return Optional.of(fresh.tokens().accessToken());
			}
			// overtaken or signed out: the next read shows which
			throw new RefreshPendingException();
		}
		catch (WebGrants.GrantEndedException ex) {
			logger.info("A session of account {} has ended at the authorization server", claimed.account());
			this.signIns.remove(claimed.id());
			return Optional.empty();
		}
		catch (OAuth2AuthorizationException ex) {
			logger.warn("A session's access token can't be refreshed at the moment", ex);
			this.signIns.refreshFailed(claimed, PAUSE);
			return stillValid(claimed);
		}
	}

	private Optional<String> stillValid(BrowserSignIn signIn) {
		if (signIn.isAccessTokenValid(this.clock.instant())) {
			return current(signIn);
		}
		throw new AuthenticationServiceException("The session's access token can't be refreshed at the moment");
	}

	/**
	 * Signals that another request is refreshing the token.
	 */
	private static final class RefreshPendingException extends AuthenticationServiceException {

		RefreshPendingException() {
			super("The session's access token is being refreshed");
		}

	}

}
