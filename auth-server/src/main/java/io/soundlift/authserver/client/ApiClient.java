package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * API client, a program that acts as the account that owns it.
 *
 * @param clientId public id
 * @param name name chosen by its owner
 * @param scopes its scopes, sorted
 * @param createdAt when it was made
 * @param lastUsedAt when it last got a token, to the minute, or null for never
 * @param secretVersion number of secrets before the current one
 * @param secretEnded whether its secret was revoked and it needs a new one
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
