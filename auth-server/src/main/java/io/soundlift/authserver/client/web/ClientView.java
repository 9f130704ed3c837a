package io.soundlift.authserver.client.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

import io.soundlift.authserver.client.ApiClient;
import org.jspecify.annotations.Nullable;

/**
 * What pages show of a client.
 *
 * @param clientId public id
 * @param name name that its owner gave it
 * @param scopes what it may do
 * @param created when it was made
 * @param lastUsed when it last got a token; {@code null} if never
 * @param secretVersion which secret it has
 * @param secretEnded whether it needs another secret
 */
record ClientView(String clientId, String name, List<String> scopes, ZonedDateTime created,
		@Nullable ZonedDateTime lastUsed, int secretVersion, boolean secretEnded) {

	static ClientView of(ApiClient client) {
		Instant lastUsedAt = client.lastUsedAt();
		return new ClientView(client.clientId(), client.name(), client.scopes(),
				client.createdAt().atZone(ZoneOffset.UTC),
				(lastUsedAt != null) ? lastUsedAt.atZone(ZoneOffset.UTC) : null, client.secretVersion(),
				client.secretEnded());
	}

}
