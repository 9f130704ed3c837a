package io.soundlift.authserver.authorization;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An authorization as it is stored. Everything that opens a door is either hashed or
 * encrypted.
 *
 * @param id id of the authorization
 * @param version raised by each change; a change of an older version is refused
 * @param clientId internal id of the registered client
 * @param principal account id, or the client's name when no person is involved
 * @param hashes SHA-256 of each token by its kind
 * @param expiresAt when the last of its tokens expires
 * @param content the whole authorization as encrypted JSON
 * @param revokedAt when the authorization was revoked, or null
 */
@Document("authorizations")
record AuthorizationDocument(@Id String id, long version, String clientId, String principal, Map<String, String> hashes,
		Instant expiresAt, byte[] content, @Nullable Instant revokedAt) {

	AuthorizationDocument withVersion(long next) {
		return new AuthorizationDocument(this.id, next, this.clientId, this.principal, this.hashes, this.expiresAt,
				this.content, this.revokedAt);
	}

}
