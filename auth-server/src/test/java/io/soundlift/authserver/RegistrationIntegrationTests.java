package io.soundlift.authserver;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.authserver.account.Accounts;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for signing up.
 */
class RegistrationIntegrationTests {

	private static final String PASSWORD = "a chosen password";

	private static final Pattern LINK = Pattern.compile("http://\\S+/sign-up/confirm\\?token=\\S+");

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	@Test
	void makesAccountWhenTheMailedLinkIsFollowed() throws Exception {
		Page answer = register(this.email);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).contains("Check your mail", this.email);
		MimeMessage mail = mail(this.email);
		assertThat(mail.getSubject()).isEqualTo("Confirm your e-mail address");
		assertThat(mail.getFrom()[0]).hasToString("soundlift@example.com");
		assertThat(text(mail, "text/html")).contains("<a href=\"" + link(mail));
		Browser browser = this.server.browser();
		Page home = browser.follow(browser.submit(browser.get(link(mail)), Map.of("password", PASSWORD)));
		assertThat(home.body()).contains("signed in as", this.email);
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void refusesSignInUntilTheAddressIsVerified() {
		register(this.email);
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("/sign-in?error");
	}

	@Test
	void makesNoAccountWhenAProgramOnlyLoadsTheLink() throws Exception {
		register(this.email);
		String link = link(mail(this.email));
		assertThat(this.server.browser().get(link).status()).isEqualTo(200);
		assertThat(this.server.bean(Accounts.class).findByEmail(this.email)).isEmpty();
	}

	@Test
	void makesNoAccountForWhoeverFollowsTheLinkOfAnothersSignUp() throws Exception {
		register(this.email);
		Browser victim = this.server.browser();
		Page page = victim.submit(victim.get(link(mail(this.email))), Map.of("password", "not the strangers password"));
		assertThat(page.body()).contains("not the password that you chose");
		assertThat(this.server.bean(Accounts.class).findByEmail(this.email)).isEmpty();
	}

	@Test
	void acceptsEachLinkOnce() throws Exception {
		register(this.email);
		String link = link(mail(this.email));
		Browser browser = this.server.browser();
		Page page = browser.get(link);
		browser.submit(page, Map.of("password", PASSWORD));
		Page again = this.server.browser().get(link);
		assertThat(again.status()).isEqualTo(410);
		assertThat(again.body()).contains("used already");
	}

	@Test
	void refusesExpiredLink() throws Exception {
		try (TestAuthServer own = TestAuthServer.start(Map.of("soundlift.auth-server.registration-lifetime", "1ms"))) {
			Browser browser = own.browser();
			browser.submit(browser.get("/auth/sign-up"), Map.of("email", this.email, "password", PASSWORD));
			MimeMessage mail = await().until(() -> own.mail().messages(), (mails) -> !mails.isEmpty()).get(0);
			assertThat(browser.get(link(mail)).status()).isEqualTo(410);
		}
	}

	@Test
	void answersAddressWithAccountAlikeAndTellsOnlyItsOwner() throws Exception {
		String known = TestAccounts.newEmail();
		String id = TestAccounts.create(this.server, known, "another password");
		Page answerForKnown = register(known);
		Page answerForNew = register(this.email);
		assertThat(answerForKnown.body()).isEqualTo(answerForNew.body().replace(this.email, known));
		MimeMessage mail = mail(known);
		assertThat(mail.getSubject()).isEqualTo("You already have an account");
		assertThat(text(mail, "text/plain")).doesNotContain("token=");
		assertThat(this.server.bean(Accounts.class).findByEmail(known).orElseThrow().id()).isEqualTo(id);
		assertThat(this.server.browser().signIn(known, "another password").location()).endsWith("/auth/");
	}

	@Test
	void refusesAddressesThatAreNotOnePlainAddress() {
		for (String bad : List.of("nobody", "a@b, c@d.example", "a@b.example\r\nBcc: c@d.example", "\"a b\"@c.example",
				"Name <a@b.example>")) {
			assertThat(register(bad).status()).as(bad).isEqualTo(422);
		}
	}

	@Test
	void refusesShortPasswordAndKeepsTheAddress() {
		Browser browser = this.server.browser();
		Page page = browser.submit(browser.get("/auth/sign-up"), Map.of("email", this.email, "password", "short"));
		assertThat(page.status()).isEqualTo(422);
		assertThat(page.body()).contains("10 to 72 characters", "value=\"" + this.email + "\"");
	}

	@Test
	void mailsOneAddressOnlyAFewTimes() {
		for (int i = 0; i < 3; i++) {
			assertThat(register(this.email).status()).isEqualTo(200);
		}
		assertThat(register(this.email).status()).isEqualTo(429);
	}

	@Test
	void saysSoWhenTheMailServerIsAway() {
		try (TestAuthServer own = TestAuthServer.start()) {
			own.mail().stop();
			Browser browser = own.browser();
			Page page = browser.submit(browser.get("/auth/sign-up"), Map.of("email", this.email, "password", PASSWORD));
			assertThat(page.status()).isEqualTo(503);
			assertThat(page.body()).contains("send mail at the moment");
			assertThat(own.browser().signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD).location())
				.endsWith("/auth/");
		}
	}

	@Test
	void storesNeitherTokenNorPasswordOfSignUp() throws Exception {
		register(this.email);
		String token = link(mail(this.email)).replaceFirst(".*token=", "");
		StringBuilder stored = new StringBuilder();
		this.server.bean(MongoOperations.class)
			.getCollection("registrations")
			.find()
			.forEach((document) -> stored.append(document.toJson()));
		assertThat(stored).contains(this.email).doesNotContain(token).doesNotContain(PASSWORD);
	}

	private Page register(String address) {
		Browser browser = this.server.browser();
		Page form = browser.get("/auth/sign-up");
		// each test comes from another network address: the limit per origin is not
		// theirs
		return browser.post(form.formAction(), form.formFields(Map.of("email", address, "password", PASSWORD)),
				"X-Forwarded-For", "2001:db8::" + Integer.toHexString(this.email.hashCode() & 0xffff));
	}

	private MimeMessage mail(String address) {
		return await()
			.until(() -> this.server.mail().messages().stream().filter((mail) -> isTo(mail, address)).toList(),
					(mails) -> !mails.isEmpty())
			.get(0);
	}

	private static boolean isTo(MimeMessage mail, String address) {
		try {
			return mail.getRecipients(Message.RecipientType.TO)[0].toString().equals(address);
		}
		catch (MessagingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String link(MimeMessage mail) throws Exception {
		Matcher matcher = LINK.matcher(text(mail, "text/plain"));
		assertThat(matcher.find()).isTrue();
		return matcher.group();
	}

	private static String text(MimeMessage mail, String type) throws Exception {
		String text = find((MimeMultipart) mail.getContent(), type);
		assertThat(text).as(type).isNotEmpty();
		return text;
	}

	private static String find(MimeMultipart parts, String type) throws Exception {
		StringBuilder found = new StringBuilder();
		for (int i = 0; i < parts.getCount(); i++) {
			BodyPart part = parts.getBodyPart(i);
			if (part.getContent() instanceof MimeMultipart inner) {
				found.append(find(inner, type));
			}
			else if (part.isMimeType(type)) {
				found.append(part.getContent());
			}
		}
		return found.toString();
	}

}
