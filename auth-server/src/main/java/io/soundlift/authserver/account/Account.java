package io.soundlift.authserver.account;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * Account of a person, whose address is verified before the account is created.
 *
 * @param id 32 hexadecimal digits; the subject of all tokens, never reused
 * @param email normalised e-mail address, unique
 * @param passwordHash encoded password, prefixed with the name of its encoding
 * @param createdAt when the account was made
 * @param generation incremented by each session revocation: a session or a link of an
 * older generation is void
 * @param sessionRevocation the unfinished session revocation, or null when there is none;
 * stored as {@code eviction}
 */
@Document("accounts")
public record Account(@Id String id, String email, String passwordHash, Instant createdAt, int generation,
		@Field("eviction") @Nullable SessionRevocation sessionRevocation) {

	/**
	 * Returns whether the owner deleted the account.
	 * @return whether it is waiting for its removal
	 */
	public boolean isDeleted() {
		return this.sessionRevocation != null && this.sessionRevocation.reason() == SessionRevocation.Reason.DELETED;
	}

}
