package io.soundlift.authserver.recovery;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.mail.Lifetimes;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;

import org.springframework.stereotype.Component;

/**
 * Brings the link for a forgotten password, only to addresses that have an account.
 */
@Component
final class ResetMail implements MailTemplate {

	static final String NAME = "password-reset";

	static final String TOKEN = "token";

	static final String BROWSER = "browser";

	private final Accounts accounts;

	private final PasswordResets resets;

	private final AuthServerProperties properties;

	ResetMail(Accounts accounts, PasswordResets resets, AuthServerProperties properties) {
		this.accounts = accounts;
		this.resets = resets;
		this.properties = properties;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		String token = values.getOrDefault(TOKEN, "");
		return this.accounts.findByEmail(address)
			.filter((account) -> this.resets.open(token, account, values.getOrDefault(BROWSER, "")))
			.map((account) -> text(token));
	}

	private MailText text(String token) {
		return new MailText("Set a new password", """
				Somebody, probably you, forgot the password of your Soundlift account.
				Open this link to set a new one:

				%s/password/reset?token=%s

				The link works once, and for %s. It signs out all browsers, devices and apps,
				and revokes your API clients.

				If it was not you, ignore this mail: your password is unchanged.
				""".formatted(this.properties.issuer(), token,
				Lifetimes.inWords(this.properties.passwordResetLifetime())));
	}

}
