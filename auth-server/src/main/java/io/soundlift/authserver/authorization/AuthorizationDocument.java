package io.soundlift.authserver.authorization;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An authorization as it is stored. Every credential is either hashed or encrypted.
 *
 * @param id id of the authorization
 * @param version incremented by each change; a change of an older version is refused
 * @param clientId internal id of the registered client
 * @param principal account id, or the client's name when no person is involved
 * @param hashes SHA-256 of each token by kind
 * @param expiresAt when the last of its tokens expires
 * @param content the whole authorization as encrypted JSON
 * @param revokedAt when the authorization was revoked, or null
 * @param accessUntil when the last of its access tokens expires, including replaced ones;
 * null when there was none, or an earlier release stored the document
 */
@Document("authorizations")
record AuthorizationDocument(@Id String id, long version, String clientId, String principal, Map<String, String> hashes,
		Instant expiresAt, byte[] content, @Nullable Instant revokedAt, @Nullable Instant accessUntil) {

	AuthorizationDocument withVersion(long next) {
		return new AuthorizationDocument(this.id, next, this.clientId, this.principal, this.hashes, this.expiresAt,
				this.content, this.revokedAt, this.accessUntil);
	}

	/**
	 * Whether it belongs to a program that used its own credentials. It then has one
	 * access token and never another one.
	 * @return whether it has no token but an access token
	 */
	boolean isAccessTokenAlone() {
		return this.hashes.keySet().equals(Set.of(TokenKind.ACCESS_TOKEN.value()));
	}

	/**
	 * Returns when the last access token of the authorization expires.
	 * @param now the present time
	 * @return the time, in the past when all have expired; empty when there never was one
	 */
	Optional<Instant> accessUntil(Instant now) {
		if (this.accessUntil == null && this.hashes.containsKey(TokenKind.ACCESS_TOKEN.value())) {
			return Optional.of(now.plus(AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME));
		}
		return Optional.ofNullable(this.accessUntil);
	}

}
