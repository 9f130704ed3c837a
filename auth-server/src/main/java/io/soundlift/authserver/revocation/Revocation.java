package io.soundlift.authserver.revocation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A revoked grant or a closed account as it is stored.
 *
 * @param id kind and subject, which are listed once at most
 * @param kind what was revoked
 * @param subject id of the grant or the account
 * @param expiresAt when no token of it can be valid any more
 * @param closed whether the grant itself has ended too; null for accounts
 */
@Document("revocations")
record Revocation(@Id String id, Kind kind, String subject, Instant expiresAt, @Nullable Boolean closed) {

	static String id(Kind kind, String subject) {
		return kind + " " + subject;
	}

	/**
	 * What can be revoked.
	 */
	enum Kind {

		/** A grant, by the id of its authorization. */
		GRANT,

		/** An account, by its id. */
		ACCOUNT

	}

}
