package io.soundlift.gateway.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Events that a client has subscribed to, and its permission.
 *
 * @param token token that it was authenticated with
 * @param signIn id of the browser's sign-in; {@code null} for a program
 * @param conversion id of the only conversion whose events it gets; {@code null} for all
 * of the account
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
