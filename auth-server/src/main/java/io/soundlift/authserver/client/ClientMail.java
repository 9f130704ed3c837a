package io.soundlift.authserver.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;
import io.soundlift.authserver.mail.Outbox;

import org.springframework.stereotype.Component;

/**
 * Mail to the owner of an account about a new API client or a new secret of one. It is in
 * the outbox before anybody sees the secret.
 */
@Component
final class ClientMail implements MailTemplate {

	private static final String TEMPLATE = "api-client";

	private static final Duration NOTICE_LIFETIME = Duration.ofDays(3);

	private static final DateTimeFormatter MINUTE = DateTimeFormatter
		.ofPattern("d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final String CLIENT_ID = "client-id";

	private static final String CLIENT_NAME = "client-name";

	private static final String TIME = "time";

	private static final String FROM = "from";

	private static final String FIRST_SECRET = "first-secret";

	private final AuthServerProperties properties;

	ClientMail(AuthServerProperties properties) {
		this.properties = properties;
	}

	/**
	 * Puts the mail about a secret into the outbox.
	 */
	static void add(Outbox outbox, ClientDocument client, int secretVersion, ClientRequest request, Instant now) {
		outbox.add("client-" + client.clientId() + "-" + secretVersion, TEMPLATE, request.account().email(),
				Map.of(CLIENT_ID, client.clientId(), CLIENT_NAME, client.name(), TIME, MINUTE.format(now), FROM,
						request.address(), FIRST_SECRET, String.valueOf(secretVersion == 0)),
				NOTICE_LIFETIME);
	}

	@Override
	public String name() {
		return TEMPLATE;
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		boolean first = Boolean.parseBoolean(values.get(FIRST_SECRET));
		String name = values.getOrDefault(CLIENT_NAME, "");
		String what = (first ? "The API client \"%s\" was added to"
				: "A new secret was made for the API client \"%s\" of")
			.formatted(name);
		return Optional.of(new MailText((first ? "New API client: " : "New secret for your API client: ") + name, """
				%1$s your Soundlift account %2$s
				on %3$s, from the network address %4$s.
				A program that has its secret can use Soundlift as you.

				If this was you, there is nothing to do.

				If this was not you, delete the client here:
				%5$s/clients/%6$s/delete
				Then change your password, and choose to revoke your API clients as well:
				%5$s/account/password
				""".formatted(what, address, values.getOrDefault(TIME, ""), values.getOrDefault(FROM, ""),
				this.properties.issuer(), values.getOrDefault(CLIENT_ID, ""))));
	}

}
