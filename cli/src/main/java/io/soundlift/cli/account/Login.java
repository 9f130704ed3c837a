package io.soundlift.cli.account;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A login at a server.
 *
 * @param accessToken the current token
 * @param renewAt when to renew it
 * @param refreshToken the refresh token; {@code null} if renewal requires the person
 */
record Login(String accessToken, Instant renewAt, @Nullable String refreshToken) {

	@Override
	public String toString() {
		return "Login[renewAt=" + this.renewAt + "]";
	}

}
