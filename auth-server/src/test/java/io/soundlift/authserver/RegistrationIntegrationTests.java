package io.soundlift.authserver;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.authserver.account.Accounts;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for signing up.
 */
@Tag("database")
class RegistrationIntegrationTests {

	private static final String PASSWORD = "a chosen password";

	private static final String CONFIRM = "Confirm your e-mail address";

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	@Test
	void makesAccountWhenTheMailedLinkIsFollowed() throws MessagingException {
		Page answer = register(this.email);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).contains("Check your mail", this.email);
		MimeMessage mail = TestMails.awaitOne(this.server, this.email, CONFIRM);
		assertThat(mail.getFrom()[0]).hasToString("soundlift@example.com");
		assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
		Browser browser = this.server.browser();
		Page confirmed = browser.submit(browser.get(link()), Map.of("password", PASSWORD));
		assertThat(confirmed.location()).isEqualTo(this.server.publicUrl() + "/oauth2/authorization/soundlift");
		assertThat(browser.get("/auth/account").body()).contains("signed in as", this.email);
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void leadsToTheAppThatAskedForTheSignInOnceTheAddressIsConfirmed() {
		Browser browser = this.server.browser();
		Page signIn = TestApp.web(this.server).authorize(browser);
		assertThat(signIn.location()).endsWith("/sign-in");
		browser.submit(browser.get("/auth/sign-up"), Map.of("email", this.email, "password", PASSWORD));
		Page confirmed = browser.submit(browser.get(link()), Map.of("password", PASSWORD));
		Page app = browser.follow(confirmed);
		assertThat(app.location()).startsWith(this.server.publicUrl() + "/login/oauth2/code/soundlift?code=");
	}

	@Test
	void refusesSignInUntilTheAddressIsVerified() {
		register(this.email);
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("/sign-in?error");
	}

	@Test
	void makesNoAccountWhenAProgramOnlyLoadsTheLink() {
		register(this.email);
		String link = link();
		assertThat(this.server.browser().get(link).status()).isEqualTo(200);
		assertThat(this.server.bean(Accounts.class).findByEmail(this.email)).isEmpty();
	}

	@Test
	void makesNoAccountForWhoeverFollowsTheLinkOfAnothersSignUp() {
		register(this.email);
		Browser victim = this.server.browser();
		Page page = victim.submit(victim.get(link()), Map.of("password", "not the strangers password"));
		assertThat(page.body()).contains("not the password that you chose");
		assertThat(this.server.bean(Accounts.class).findByEmail(this.email)).isEmpty();
	}

	@Test
	void acceptsEachLinkOnce() {
		register(this.email);
		String link = link();
		Browser browser = this.server.browser();
		Page page = browser.get(link);
		browser.submit(page, Map.of("password", PASSWORD));
		Page again = this.server.browser().get(link);
		assertThat(again.status()).isEqualTo(410);
		assertThat(again.body()).contains("used already");
	}

	@Test
	void refusesExpiredLink() {
		register(this.email);
		String link = link();
		assertThat(this.server.browser().get(link).status()).isEqualTo(200);
		Instant past = Instant.now().minusSeconds(1);
		this.server.bean(MongoOperations.class)
			.updateMulti(Query.query(Criteria.where("email").is(this.email)), Update.update("expiresAt", past),
					"registrations");
		assertThat(this.server.browser().get(link).status()).isEqualTo(410);
	}

	@Test
	void answersAddressWithAccountAlikeAndTellsOnlyItsOwner() {
		String known = TestAccounts.newEmail();
		String id = TestAccounts.create(this.server, known, "another password");
		Page answerForKnown = register(known);
		Page answerForNew = register(this.email);
		assertThat(answerForKnown.body()).isEqualTo(answerForNew.body().replace(this.email, known));
		MimeMessage mail = TestMails.awaitOne(this.server, known, "You already have an account");
		assertThat(TestMails.text(mail)).doesNotContain("token=");
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
	void letsTheOwnerOfTheAddressChooseAnotherPassword() {
		register(this.email);
		Browser owner = this.server.browser();
		Page page = owner.get(link());
		Matcher choice = Pattern.compile("href=\"(/auth/sign-up/password[^\"]*)\"").matcher(page.body());
		assertThat(choice.find()).isTrue();
		Page form = owner.get(choice.group(1));
		assertThat(form.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(owner.submit(form, Map.of("new-password", "short")).status()).isEqualTo(422);
		owner.submit(form, Map.of("new-password", "the owners password"));
		assertThat(owner.get("/auth/account").body()).contains("signed in as", this.email);
		assertThat(this.server.browser().signIn(this.email, PASSWORD).location()).endsWith("?error");
		assertThat(this.server.browser().get(choice.group(1)).status()).isEqualTo(410);
	}

	@Test
	void storesNeitherTokenNorPasswordOfSignUp() {
		register(this.email);
		String token = link().replaceFirst(".*token=", "");
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
				"X-Forwarded-For", "2001:db8:0:" + Integer.toHexString(this.email.hashCode() & 0xffff) + "::1");
	}

	private String link() {
		return TestMails.link(TestMails.awaitOne(this.server, this.email, CONFIRM));
	}

}
