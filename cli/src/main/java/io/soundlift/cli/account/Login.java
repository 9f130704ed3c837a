package io.soundlift.cli.account;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A login at a server.
 *
 * @param accessToken the current token
 * @param renewAt when to get another one
 * @param refreshToken what to get it with; {@code null} when a person is needed
 */
record Login(String accessToken, Instant renewAt, @Nullable String refreshToken) {

	@Override
	public String toString() {
		return "Login[renewAt=" + this.renewAt + "]";
	}

}
