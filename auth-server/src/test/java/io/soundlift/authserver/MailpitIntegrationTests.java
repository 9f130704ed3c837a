package io.soundlift.authserver;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.soundlift.authserver.mail.MailOutbox;
import io.soundlift.testsupport.CaughtMail;
import io.soundlift.testsupport.TestMailpit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of mails about accounts by a program that is not ours: Mailpit takes and reads
 * them, and opens their links as programs do that look for harmful mails.
 */
@EnabledIfEnvironmentVariable(named = TestMailpit.PROGRAM, matches = ".+",
		disabledReason = "needs Mailpit; set SOUNDLIFT_TEST_MAILPIT to its program")
class MailpitIntegrationTests {

	private static final String PASSWORD = "a chosen password";

	private static TestMailpit mailpit;

	private static TestAuthServer server;

	private final String email = TestAccounts.newEmail();

	@BeforeAll
	static void start() {
		mailpit = TestMailpit.start();
		server = TestAuthServer.start(Map.of("spring.mail.port", mailpit.smtpPort()));
	}

	@AfterAll
	static void stop() {
		server.close();
		mailpit.close();
	}

	@Test
	void hasALinkToConfirmWithThatStillWorksWhenAProgramHasOpenedIt() {
		signUp(this.email);
		CaughtMail mail = awaitMail("Confirm your e-mail address");
		Map<String, Integer> links = mail.checkLinks();
		assertThat(links).hasSize(1).containsValue(200);
		Browser browser = server.browser();
		String link = links.keySet().iterator().next();
		browser.submit(browser.get(link), Map.of("password", PASSWORD));
		assertThat(browser.get("/auth/account").body()).contains("signed in as", this.email);
	}

	@Test
	void hasLinksForOneWhoHasAnAccountAlready() {
		TestAccounts.create(server, this.email, "another password");
		signUp(this.email);
		assertThat(awaitMail("You already have an account").checkLinks())
			.isEqualTo(answering(200, "/sign-in", "/password/forgot"));
	}

	@Test
	void hasALinkForANewPasswordThatStillWorksWhenAProgramHasOpenedIt() {
		TestAccounts.create(server, this.email, "an old password");
		Browser browser = server.browser();
		browser.submit(browser.get("/auth/password/forgot"), Map.of("email", this.email));
		Map<String, Integer> links = awaitMail("Set a new password").checkLinks();
		assertThat(links).hasSize(1).containsValue(200);
		String link = links.keySet().iterator().next();
		browser.submit(browser.get(link), Map.of("new-password", "a brand new password"));
		assertThat(server.browser().signIn(this.email, "a brand new password").location()).endsWith("/auth/");
	}

	@Test
	void hasLinksInNoticesAboutThePassword() {
		notice("password-changed", Map.of("reset", "true", "ended-clients", "- <Backup> & co\n- Nightly",
				"working-clients", "- \u00DCbung"));
		CaughtMail mail = awaitMail("Your password was changed");
		assertThat(mail.text()).contains("- <Backup> & co", "- \u00DCbung");
		assertThat(mail.checkLinks()).containsAllEntriesOf(answering(200, "/password/forgot"))
			.containsAllEntriesOf(answering(302, "/clients"));
	}

	@Test
	void hasLinksInNoticesAboutApiClients() {
		notice("api-client", Map.of("client-id", "c1", "client-name", "\u00DCbung <b>", "time",
				"1 May 2026 at 10:00 UTC", "from", "192.0.2.1", "first-secret", "true"));
		assertThat(awaitMail("New API client: \u00DCbung <b>").checkLinks())
			.isEqualTo(answering(302, "/clients/c1/delete", "/account/password"));
	}

	@Test
	void hasALinkInTheFarewell() {
		notice("account-deleted", Map.of());
		assertThat(awaitMail("Your account was deleted").checkLinks()).isEqualTo(answering(200, "/sign-up"));
	}

	/**
	 * Waits for a mail and checks what is the same in all mails.
	 */
	private CaughtMail awaitMail(String subject) {
		CaughtMail mail = mailpit.awaitMail(this.email, subject);
		Map<String, List<String>> headers = mail.headers();
		assertThat(headers).containsEntry("Auto-Submitted", List.of("auto-generated"))
			.containsEntry("From", List.of("soundlift@example.com"))
			.containsEntry("To", List.of(this.email))
			.containsKeys("Date", "Message-Id", "Mime-Version");
		assertThat(headers.get("Content-Type")).singleElement()
			.satisfies((type) -> assertThat(type.toLowerCase(Locale.ROOT)).isEqualTo("text/plain; charset=utf-8"));
		assertThat(mail.html()).isEmpty();
		assertThat(mail.text()).isNotBlank();
		assertThat(mail.source().lines()).as("RFC 5322, section 2.1.1").allMatch((line) -> line.length() <= 998);
		return mail;
	}

	private void notice(String kind, Map<String, String> values) {
		server.bean(MailOutbox.class).addNotice(kind + "-" + this.email.replace('@', '-'), kind, this.email, values);
	}

	private static Map<String, Integer> answering(int status, String... paths) {
		return Set.of(paths).stream().collect(Collectors.toMap((path) -> server.issuer() + path, (path) -> status));
	}

	private static void signUp(String address) {
		Browser browser = server.browser();
		Page form = browser.get("/auth/sign-up");
		browser.post(form.formAction(), form.formFields(Map.of("email", address, "password", PASSWORD)),
				"X-Forwarded-For", "2001:db8:0:" + Integer.toHexString(address.hashCode() & 0xffff) + "::1");
	}

}
