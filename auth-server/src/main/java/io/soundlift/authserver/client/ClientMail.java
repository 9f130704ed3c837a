package io.soundlift.authserver.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

import io.soundlift.authserver.mail.MailOutbox;

/**
 * Mail to the owner of an account about a new API client or a new secret of one. It is in
 * the outbox before the secret is shown.
 */
final class ClientMail {

	private static final DateTimeFormatter MINUTE = DateTimeFormatter
		.ofPattern("d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private ClientMail() {
	}

	/**
	 * Adds the mail about a secret to the outbox.
	 */
	static void add(MailOutbox outbox, ClientDocument client, int secretVersion, ClientRequest request, Instant now) {
		outbox.addNotice("client-" + client.clientId() + "-" + secretVersion, "api-client", request.account().email(),
				Map.of("client-id", client.clientId(), "client-name", client.name(), "time", MINUTE.format(now), "from",
						request.address(), "first-secret", String.valueOf(secretVersion == 0)));
	}

}
