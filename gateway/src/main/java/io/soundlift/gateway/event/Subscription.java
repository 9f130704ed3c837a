package io.soundlift.gateway.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a client of events wants, and may have.
 *
 * @param token token that has let it in
 * @param signIn id of the browser's sign-in; {@code null} for a program
 * @param conversion id of the only conversion that it wants to be told of; {@code null}
 * for all of the account
 * @param after id of the last event that it has; {@code null} if it has none
 * @param until when its stream ends at the latest
 */
record Subscription(Jwt token, @Nullable String signIn, @Nullable String conversion, @Nullable Instant after,
		Instant until) {

	String account() {
		return this.token.getSubject();
	}

	boolean concerns(String id) {
		return this.conversion == null || this.conversion.equals(id);
	}

}
