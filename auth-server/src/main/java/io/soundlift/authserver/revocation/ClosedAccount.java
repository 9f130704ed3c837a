package io.soundlift.authserver.revocation;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A closed account as it is stored.
 *
 * @param id kind and subject
 * @param subject id of the account
 * @param expiresAt when gateways no longer need it
 */
@Document("revocations")
record ClosedAccount(@Id String id, String subject, Instant expiresAt) {

	static String id(String account) {
		return Revocation.Kind.ACCOUNT + " " + account;
	}

	Revocation revocation() {
		return new Revocation(Revocation.Kind.ACCOUNT, this.subject, this.expiresAt);
	}

}
