package io.soundlift.gateway.signin;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A sign-in as it is stored.
 *
 * @param id hash of the key that the session holds
 * @param account id of the account that signed in
 * @param tokens the encrypted {@link Tokens}
 * @param signedInAt when it began
 * @param refreshDueAt from when on the access token should be replaced
 * @param accessExpiresAt when the access token expires
 * @param refreshes number of starts and ends of refreshes of the access token
 * @param refreshingUntil end of the lease of a running refresh; {@code null} if none is
 * running
 * @param refreshNotBefore when it may be tried again after a failure; {@code null} at any
 * time
 * @param endedAt when it was ended; {@code null} while it is in use
 * @param revokeAt when to try to revoke its grant; {@code null} while it is in use
 */
@Document("browser_sign_ins")
record BrowserSignIn(@Id String id, String account, byte[] tokens, Instant signedInAt, Instant refreshDueAt,
		Instant accessExpiresAt, long refreshes, @Nullable Instant refreshingUntil, @Nullable Instant refreshNotBefore,
		@Nullable Instant endedAt, @Nullable Instant revokeAt) {

	boolean isRefreshDue(Instant now) {
		return !now.isBefore(this.refreshDueAt);
	}

	boolean isAccessTokenValid(Instant now) {
		return now.isBefore(this.accessExpiresAt);
	}

	/** Whether the last attempt to refresh failed a moment ago. */
	boolean isRefreshFutile(Instant now) {
		return this.refreshNotBefore != null && now.isBefore(this.refreshNotBefore);
	}

}
