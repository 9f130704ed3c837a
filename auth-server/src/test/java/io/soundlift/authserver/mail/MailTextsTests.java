package io.soundlift.authserver.mail;

import java.util.Map;

import io.soundlift.authserver.AuthServerProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what mails say, to the last blank line.
 */
class MailTextsTests {

	private static final String ADDRESS = "ada@example.com";

	private final MailTexts texts = new MailTexts(new Binder(
			new MapConfigurationPropertySource(Map.of("soundlift.auth-server.public-url", "https://soundlift.example")))
		.bind("soundlift.auth-server", AuthServerProperties.class)
		.get());

	@Test
	void confirmsAnAddress() {
		assertThat(this.texts.write("registration", Map.of("address", ADDRESS, "token", "T0ken")))
			.isEqualTo(new MailText("Confirm your e-mail address", """
					Welcome to Soundlift.

					Please confirm that this is your e-mail address. Open this link and enter the
					password that you chose:

					https://soundlift.example/auth/sign-up/confirm?token=T0ken

					You don't know the password? You can choose another one there.

					The link works for 24 hours. If you did not sign up, ignore this mail: without your
					doing, no account is made.
					"""));
	}

	@Test
	void remindsOfAnAccount() {
		assertThat(this.texts.write("account-exists", Map.of("address", ADDRESS, "token", "T0ken")))
			.isEqualTo(new MailText("You already have an account", """
					Somebody, probably you, tried to sign up to Soundlift with this address.

					You already have an account. Sign in here:

					https://soundlift.example/auth/sign-in

					You forgot the password? Set a new one here:

					https://soundlift.example/auth/password/forgot

					If it was not you, there is nothing to do: your account is unchanged.
					"""));
	}

	@Test
	void bringsTheLinkForAForgottenPassword() {
		assertThat(this.texts.write("password-reset", Map.of("address", ADDRESS, "token", "T0ken")))
			.isEqualTo(new MailText("Set a new password", """
					Somebody, probably you, forgot the password of your Soundlift account.
					Open this link to set a new one:

					https://soundlift.example/auth/password/reset?token=T0ken

					The link works once, and for 1 hour. It signs out all browsers, devices and apps,
					and revokes your API clients.

					If it was not you, ignore this mail: your password is unchanged.
					"""));
	}

	@Test
	void tellsOfAChangedPassword() {
		assertThat(this.texts.write("password-changed", passwordChanged("false", "", "")))
			.isEqualTo(new MailText("Your password was changed", """
					The password of your Soundlift account ada@example.com was changed just now.
					All other browsers, devices and apps were signed out.

					If this was you, there is nothing to do.

					If this was not you, somebody else has your password or reads your mail.
					Set a new password here at once. That also revokes your API clients:
					https://soundlift.example/auth/password/forgot
					"""));
	}

	@Test
	void listsClientsThatWereRevokedWithThePassword() {
		assertThat(this.texts.write("password-changed", passwordChanged("true", "- <Backup> & co\n- Nightly", "")))
			.isEqualTo(new MailText("Your password was changed", """
					The password of your Soundlift account ada@example.com was reset with a mailed link just now.
					All browsers, devices and apps were signed out.

					These API clients were revoked; their secrets and tokens no longer work:
					- <Backup> & co
					- Nightly
					Delete those that are not yours, and make new secrets for the others:
					https://soundlift.example/auth/clients

					If this was you, there is nothing to do.

					If this was not you, somebody else has your password or reads your mail.
					Set a new password here at once. That also revokes your API clients:
					https://soundlift.example/auth/password/forgot
					"""));
	}

	@Test
	void listsClientsThatOutliveThePassword() {
		assertThat(this.texts.write("password-changed", passwordChanged("false", "", "- Nightly")).text()).contains("""
				All other browsers, devices and apps were signed out.

				These API clients still work, because they have secrets of their own:
				- Nightly
				You can delete them or make new secrets here:
				https://soundlift.example/auth/clients

				If this was you, there is nothing to do.
				""");
	}

	@Test
	void tellsOfADeletedAccount() {
		assertThat(this.texts.write("account-deleted", Map.of("address", ADDRESS)))
			.isEqualTo(new MailText("Your account was deleted", """
					Your Soundlift account ada@example.com was deleted just now, with its password.
					Its conversions, files, apps and API clients are being removed.

					This can't be undone. You can sign up again whenever you like:

					https://soundlift.example/auth/sign-up

					If it was not you who deleted it, somebody else had your password. Change it
					wherever else you use it.
					"""));
	}

	@Test
	void tellsOfANewClient() {
		assertThat(this.texts.write("api-client", client("true")))
			.isEqualTo(new MailText("New API client: [(${issuer})] <b>", """
					The API client "[(${issuer})] <b>" was added to your Soundlift account ada@example.com
					on 1 May 2026 at 10:00 UTC, from the network address 192.0.2.1.
					A program that has its secret can use Soundlift as you.

					If this was you, there is nothing to do.

					If this was not you, delete the client here:
					https://soundlift.example/auth/clients/c1/delete
					Then change your password, and choose to revoke your API clients as well:
					https://soundlift.example/auth/account/password
					"""));
	}

	@Test
	void tellsOfANewSecretOfAClient() {
		MailText mail = this.texts.write("api-client", client("false"));
		assertThat(mail.subject()).isEqualTo("New secret for your API client: [(${issuer})] <b>");
		assertThat(mail.text()).startsWith("""
				A new secret was made for the API client "[(${issuer})] <b>" of your Soundlift account ada@example.com
				on 1 May 2026 at 10:00 UTC, from the network address 192.0.2.1.
				""");
	}

	private static Map<String, String> passwordChanged(String reset, String ended, String working) {
		return Map.of("address", ADDRESS, "reset", reset, "ended-clients", ended, "working-clients", working);
	}

	/** A name of a client is a stranger's text, also where templates have expressions. */
	private static Map<String, String> client(String firstSecret) {
		return Map.of("address", ADDRESS, "client-id", "c1", "client-name", "[(${issuer})] <b>", "time",
				"1 May 2026 at 10:00 UTC", "from", "192.0.2.1", "first-secret", firstSecret);
	}

}
