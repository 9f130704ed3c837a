package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that acts as the account which owns it.
 *
 * @param clientId public id
 * @param name name that its owner gave it
 * @param scopes what it may do, sorted
 * @param createdAt when it was made
 * @param lastUsedAt when it last got a token, to the minute, or null for never
 * @param secretVersion number of secrets that it had before the present one
 * @param secretEnded whether its secret was ended and it needs another one
 */
public record ApiClient(String clientId, String name, List<String> scopes, Instant createdAt,
		@Nullable Instant lastUsedAt, int secretVersion, boolean secretEnded) {

	static ApiClient of(ClientDocument document) {
		Instant createdAt = document.issuedAt();
		Integer secretVersion = document.secretVersion();
		return new ApiClient(document.clientId(), document.name(), document.scopes().stream().sorted().toList(),
				(createdAt != null) ? createdAt : Instant.EPOCH, document.lastUsedAt(),
				(secretVersion != null) ? secretVersion : 0, document.secretEndedAt() != null);
	}

}
