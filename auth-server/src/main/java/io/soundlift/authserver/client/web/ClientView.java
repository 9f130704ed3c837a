package io.soundlift.authserver.client.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

import io.soundlift.authserver.client.ApiClient;
import org.jspecify.annotations.Nullable;

/**
 * A client as shown on pages.
 *
 * @param clientId public id
 * @param name name chosen by its owner
 * @param scopes its scopes
 * @param created when it was made
 * @param lastUsed when it last got a token; {@code null} if never
 * @param secretVersion version of its secret
 * @param secretEnded whether it needs a new secret
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
