package io.soundlift.authserver.recovery;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.mail.MailDecision;

import org.springframework.stereotype.Component;

/**
 * Brings the link for a forgotten password, only to addresses that have an account.
 */
@Component
final class ResetMail implements MailDecision {

	static final String KIND = "password-reset";

	static final String TOKEN = "token";

	static final String BROWSER = "browser";

	private final Accounts accounts;

	private final PasswordResets resets;

	ResetMail(Accounts accounts, PasswordResets resets) {
		this.accounts = accounts;
		this.resets = resets;
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Optional<String> chooseTemplate(String address, Map<String, String> values) {
		String token = values.getOrDefault(TOKEN, "");
		return this.accounts.findByEmail(address)
			.filter((account) -> this.resets.open(token, account, values.getOrDefault(BROWSER, "")))
			.map((account) -> KIND);
	}

}
