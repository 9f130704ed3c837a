package io.soundlift.authserver.client.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.soundlift.authserver.client.ApiClient;

/**
 * What pages show of a client.
 *
 * @param clientId public id
 * @param name name that its owner gave it
 * @param scopes what it may do
 * @param created when it was made, in words
 * @param lastUsed when it last got a token, in words
 * @param secretVersion which secret it has
 * @param secretEnded whether it needs another secret
 */
record ClientView(String clientId, String name, List<String> scopes, String created, String lastUsed, int secretVersion,
		boolean secretEnded) {

	private static final DateTimeFormatter MINUTES = DateTimeFormatter
		.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	static ClientView of(ApiClient client) {
		Instant lastUsedAt = client.lastUsedAt();
		return new ClientView(client.clientId(), client.name(), client.scopes(), MINUTES.format(client.createdAt()),
				(lastUsedAt != null) ? MINUTES.format(lastUsedAt) : "never", client.secretVersion(),
				client.secretEnded());
	}

}
