package io.soundlift.authserver.registration;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.mail.Lifetimes;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;

import org.springframework.stereotype.Component;

/**
 * Answers a sign-up: with the link that proves the address, or to the owner of an account
 * with a note that there is one.
 */
@Component
final class RegistrationMail implements MailTemplate {

	static final String NAME = "registration";

	static final String TOKEN = "token";

	static final String PASSWORD_HASH = "password-hash";

	private final Accounts accounts;

	private final Registrations registrations;

	private final AuthServerProperties properties;

	RegistrationMail(Accounts accounts, Registrations registrations, AuthServerProperties properties) {
		this.accounts = accounts;
		this.registrations = registrations;
		this.properties = properties;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		String token = values.getOrDefault(TOKEN, "");
		if (this.accounts.findByEmail(address).isPresent()) {
			return this.registrations.mayNotify(token, address) ? Optional.of(accountExists()) : Optional.empty();
		}
		return this.registrations.open(token, address, values.getOrDefault(PASSWORD_HASH, ""))
				? Optional.of(confirmation(token)) : Optional.empty();
	}

	private MailText confirmation(String token) {
		return new MailText("Confirm your e-mail address", """
				Welcome to Soundlift.

				Please confirm that this is your e-mail address. Open this link and enter the
				password that you chose:

				%s/sign-up/confirm?token=%s

				You don't know the password? You can choose another one there.

				The link works for %s. If you did not sign up, ignore this mail: without your
				doing, no account is made.
				""".formatted(this.properties.issuer(), token,
				Lifetimes.inWords(this.properties.registrationLifetime())));
	}

	private MailText accountExists() {
		return new MailText("You already have an account", """
				Somebody, probably you, tried to sign up to Soundlift with this address.

				You already have an account. Sign in here:

				%1$s/sign-in

				You forgot the password? Set a new one here:

				%1$s/password/forgot

				If it was not you, there is nothing to do: your account is unchanged.
				""".formatted(this.properties.issuer()));
	}

}
