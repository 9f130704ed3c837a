package io.soundlift.authserver.sessionrevocation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.SessionRevocation;
import io.soundlift.authserver.mail.MailTemplate;
import io.soundlift.authserver.mail.MailText;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Mail to the owner of an account whose password was changed: what was signed out, and
 * which API clients were revoked or still work.
 */
@Component
final class PasswordChangedMail implements MailTemplate {

	static final String NAME = "password-changed";

	private static final String RESET = "reset";

	private static final String ENDED = "ended-clients";

	private static final String WORKING = "working-clients";

	private final AuthServerProperties properties;

	PasswordChangedMail(AuthServerProperties properties) {
		this.properties = properties;
	}

	@Override
	public String name() {
		return NAME;
	}

	/**
	 * Returns what the mail depends on.
	 * @param reason why the password is another one
	 * @param ended names of the API clients whose secrets ended, or null when API clients
	 * go on
	 * @param working names of the API clients that still work
	 */
	static Map<String, String> values(SessionRevocation.Reason reason, @Nullable List<String> ended,
			List<String> working) {
		return Map.of(RESET, String.valueOf(reason == SessionRevocation.Reason.PASSWORD_RESET), ENDED,
				String.join("\n", (ended != null) ? ended : List.of()), WORKING,
				(ended != null) ? "" : String.join("\n", working));
	}

	@Override
	public Optional<MailText> write(String address, Map<String, String> values) {
		boolean reset = Boolean.parseBoolean(values.get(RESET));
		return Optional.of(new MailText("Your password was changed", """
				The password of your Soundlift account %s was %s just now.
				All %s, devices and apps were signed out.
				%s
				If this was you, there is nothing to do.

				If this was not you, somebody else has your password or reads your mail.
				Set a new password here at once. That also revokes your API clients:
				%s/password/forgot
				""".formatted(address, reset ? "reset with a mailed link" : "changed",
				reset ? "browsers" : "other browsers", clients(values), this.properties.issuer())));
	}

	private String clients(Map<String, String> values) {
		String ended = values.getOrDefault(ENDED, "");
		if (!ended.isEmpty()) {
			return """

					These API clients were revoked; their secrets and tokens no longer work:
					%s
					Delete those that are not yours, and make new secrets for the others:
					%s/clients
					""".formatted(list(ended), this.properties.issuer());
		}
		String working = values.getOrDefault(WORKING, "");
		if (!working.isEmpty()) {
			return """

					These API clients still work, because they have secrets of their own:
					%s
					You can delete them or make new secrets here:
					%s/clients
					""".formatted(list(working), this.properties.issuer());
		}
		return "";
	}

	private static String list(String names) {
		return names.lines().map((name) -> "- " + name).collect(Collectors.joining("\n"));
	}

}
