package io.soundlift.authserver.eviction;

import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;

import org.springframework.stereotype.Component;

/**
 * Tells the owner of an account that its password was changed.
 */
@Component
final class PasswordChangedMail implements MailTemplate {

	static final String NAME = "password-changed";

	private final AuthServerProperties properties;

	PasswordChangedMail(AuthServerProperties properties) {
		this.properties = properties;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		return Optional.of(new MailText("Your password was changed", """
				The password of your Soundlift account %s was changed just now.
				All devices and apps were signed out.

				If it was you, there is nothing to do.

				If it was not you, somebody else has your password or reads your mail.
				Set a new password here at once:

				%s/password/forgot
				""".formatted(address, this.properties.issuer())));
	}

}
