package io.soundlift.authserver.token;

import java.time.Duration;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * Refusal of a token for an account that got too many within a minute. The code or
 * refresh token stays valid.
 */
public final class TooManyTokensException extends OAuth2AuthenticationException {

	private final Duration retryAfter;

	TooManyTokensException(Duration retryAfter) {
		super(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns the time to wait.
	 * @return time until the next token can be issued, more than zero
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}
