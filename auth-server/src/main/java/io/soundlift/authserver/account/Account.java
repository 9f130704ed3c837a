package io.soundlift.authserver.account;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * A person who may sign in; the address is verified, else there is no account.
 *
 * @param id 32 hexadecimal digits; the subject of all tokens, never given to another
 * @param email normalised e-mail address, unique
 * @param passwordHash encoded password with the name of its encoding in front
 * @param createdAt when the account was made
 * @param generation raised by all that puts out who is signed in: a session or a link of
 * an older generation is void
 * @param sessionRevocation what has to be ended still, or null when nothing has; stored
 * as {@code eviction}
 */
@Document("accounts")
public record Account(@Id String id, String email, String passwordHash, Instant createdAt, int generation,
		@Field("eviction") @Nullable SessionRevocation sessionRevocation) {

	/**
	 * Returns whether the owner deleted the account.
	 * @return whether it only waits for its removal
	 */
	public boolean isDeleted() {
		return this.sessionRevocation != null && this.sessionRevocation.reason() == SessionRevocation.Reason.DELETED;
	}

}
