package io.soundlift.authserver.registration;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.mail.MailDecision;

import org.springframework.stereotype.Component;

/**
 * Answers a sign-up: with the link that proves the address, or to the owner of an account
 * with a note that there is one.
 */
@Component
final class RegistrationMail implements MailDecision {

	static final String KIND = "registration";

	static final String TOKEN = "token";

	static final String PASSWORD_HASH = "password-hash";

	private static final String ACCOUNT_EXISTS = "account-exists";

	private final Accounts accounts;

	private final Registrations registrations;

	RegistrationMail(Accounts accounts, Registrations registrations) {
		this.accounts = accounts;
		this.registrations = registrations;
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Optional<String> chooseTemplate(String address, Map<String, String> values) {
		String token = values.getOrDefault(TOKEN, "");
		if (this.accounts.findByEmail(address).isPresent()) {
			return this.registrations.mayNotify(token, address) ? Optional.of(ACCOUNT_EXISTS) : Optional.empty();
		}
		return this.registrations.open(token, address, values.getOrDefault(PASSWORD_HASH, "")) ? Optional.of(KIND)
				: Optional.empty();
	}

}
