package io.soundlift.authserver.sessionrevocation;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;

import org.springframework.stereotype.Component;

/**
 * Mail to the owner of an account that was deleted.
 */
@Component
final class AccountDeletedMail implements MailTemplate {

	static final String NAME = "account-deleted";

	private final AuthServerProperties properties;

	AccountDeletedMail(AuthServerProperties properties) {
		this.properties = properties;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		return Optional.of(new MailText("Your account was deleted", """
				Your Soundlift account %s was deleted just now, with its password.
				Its conversions, files, apps and API clients are being removed.

				This can't be undone. You can sign up again whenever you like:

				%s/sign-up

				If it was not you who deleted it, somebody else had your password. Change it
				wherever else you use it.
				""".formatted(address, this.properties.issuer())));
	}

}
