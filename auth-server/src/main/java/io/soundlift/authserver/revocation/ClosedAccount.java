package io.soundlift.authserver.revocation;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A closed account as it is stored. Earlier versions stored revoked grants here too.
 *
 * @param id kind and subject
 * @param kind what was revoked
 * @param subject id of the account
 * @param expiresAt when gateways no longer need to know of it
 */
@Document("revocations")
record ClosedAccount(@Id String id, Revocation.Kind kind, String subject, Instant expiresAt) {

	static String id(String account) {
		return Revocation.Kind.ACCOUNT + " " + account;
	}

	Revocation revocation() {
		return new Revocation(this.kind, this.subject, this.expiresAt);
	}

}
