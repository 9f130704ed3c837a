package io.soundlift.authserver.account;

import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Refusal to check the password of a request, because too many are waiting.
 */
public final class HashingBusyException extends ErrorResponseException {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	HashingBusyException() {
		super(HttpStatus.SERVICE_UNAVAILABLE);
		getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER.toSeconds()));
	}

}
