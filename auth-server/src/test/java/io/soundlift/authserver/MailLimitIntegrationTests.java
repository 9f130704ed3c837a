package io.soundlift.authserver;

import java.time.Duration;
import java.util.Map;

import io.soundlift.testsupport.MovableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for strangers who have mails sent to somebody: they neither fill the mailbox nor
 * keep its owner from signing up or setting a password.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailLimitIntegrationTests {

	private static final String RESET = "Set a new password";

	private static final String CONFIRM = "Confirm your e-mail address";

	private static final String PASSWORD = "the owners password";

	/** The times of sessions are not moved. */
	private final TestAuthServer server = TestAuthServer.start(Map.of("soundlift.auth-server.session.anonymous-timeout",
			"90d", "soundlift.auth-server.session.idle-timeout", "90d",
			"soundlift.auth-server.session.absolute-timeout", "90d"), MovableClockConfiguration.class);

	private final MovableClock clock = this.server.bean(MovableClock.class);

	private final String email = TestAccounts.newEmail();

	private int origin;

	@AfterAll
	void close() {
		this.server.close();
	}

	@Test
	void leavesWorkingLinkWheneverResetMailIsRefused() {
		String victim = TestAccounts.newEmail();
		TestAccounts.create(this.server, victim, "a forgotten password");
		for (int minute = 0; minute < 3 * 60; minute += 10) {
			// strangers ask all the time, and now and then the owner asks as well
			forgot(victim);
			assertThat(this.server.browser().get(newestLink(victim, RESET)).status()).as("minute " + minute)
				.isEqualTo(200);
			this.clock.advance(Duration.ofMinutes(10));
		}
		assertThat(TestMails.sent(this.server, victim, RESET)).hasSizeBetween(6, 9);
		Browser owner = this.server.browser();
		Page form = owner.get(newestLink(victim, RESET));
		assertThat(owner.submit(form, Map.of("new-password", PASSWORD)).location()).endsWith("?password-set");
		assertThat(owner.signIn(victim, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void mailsNewLinkAfterTheLastOneWasUsed() {
		String victim = TestAccounts.newEmail();
		TestAccounts.create(this.server, victim, "a forgotten password");
		exhaust(victim);
		Browser owner = this.server.browser();
		owner.submit(owner.get(newestLink(victim, RESET)), Map.of("new-password", PASSWORD));
		int before = TestMails.sent(this.server, victim, RESET).size();
		forgot(victim);
		assertThat(TestMails.sent(this.server, victim, RESET)).hasSize(before + 1);
		assertThat(this.server.browser().get(newestLink(victim, RESET)).status()).isEqualTo(200);
	}

	@Test
	void mailsLinkToKnownBrowserThoughStrangersExhaustedTheLimit() {
		String victim = TestAccounts.newEmail();
		Browser known = TestAccounts.signUp(this.server, victim, PASSWORD);
		exhaust(victim);
		int before = TestMails.sent(this.server, victim, RESET).size();
		Page form = known.get("/auth/password/forgot");
		assertThat(known.submit(form, Map.of("email", victim)).status()).isEqualTo(200);
		awaitSent();
		assertThat(TestMails.sent(this.server, victim, RESET)).hasSize(before + 1);
	}

	@Test
	void letsOwnerSignUpWithLinkOfStrangersSignUp() {
		String victim = TestAccounts.newEmail();
		for (int i = 0; i < 5; i++) {
			assertThat(register(victim, "a strangers password").status()).isEqualTo(200);
		}
		int mails = TestMails.sent(this.server, victim, CONFIRM).size();
		assertThat(mails).isEqualTo(3);
		assertThat(register(victim, PASSWORD).status()).isEqualTo(200);
		assertThat(TestMails.sent(this.server, victim, CONFIRM)).hasSize(mails);
		String link = newestLink(victim, CONFIRM);
		Browser owner = this.server.browser();
		assertThat(owner.submit(owner.get(link), Map.of("password", PASSWORD)).body())
			.contains("not the password that you chose", "Choose another password");
		Page form = owner.get(link.replace("/confirm?", "/password?"));
		assertThat(owner.submit(form, Map.of("new-password", PASSWORD)).location())
			.endsWith("/oauth2/authorization/soundlift");
	}

	@Test
	void leavesWorkingLinkWheneverSignUpMailIsRefused() {
		String victim = TestAccounts.newEmail();
		for (int hour = 0; hour < 72; hour += 6) {
			register(victim, "a strangers password");
			assertThat(this.server.browser().get(newestLink(victim, CONFIRM)).status()).as("hour " + hour)
				.isEqualTo(200);
			this.clock.advance(Duration.ofHours(6));
		}
		assertThat(TestMails.sent(this.server, victim, CONFIRM)).hasSizeBetween(6, 8);
	}

	@Test
	void answersAlikeWhetherMailIsSentOrNot() {
		String victim = TestAccounts.newEmail();
		TestAccounts.create(this.server, victim, PASSWORD);
		Page first = forgot(victim);
		exhaust(victim);
		Page refused = forgot(victim);
		assertThat(refused.status()).isEqualTo(first.status());
		assertThat(refused.body()).isEqualTo(first.body());
		String unknown = TestAccounts.newEmail();
		assertThat(forgot(unknown).body()).isEqualTo(first.body().replace(victim, unknown));
	}

	@Test
	void endsResetLinkAfterAnHour() {
		String victim = TestAccounts.newEmail();
		TestAccounts.create(this.server, victim, PASSWORD);
		forgot(victim);
		String link = newestLink(victim, RESET);
		this.clock.advance(Duration.ofMinutes(59));
		Browser late = this.server.browser();
		Page form = late.get(link);
		assertThat(form.status()).isEqualTo(200);
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(late.get(link).status()).isEqualTo(410);
		assertThat(late.submit(form, Map.of("new-password", "too late for this")).status()).isEqualTo(410);
		assertThat(this.server.browser().signIn(victim, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void endsSignUpLinkAfterADay() {
		register(this.email, PASSWORD);
		String link = newestLink(this.email, CONFIRM);
		this.clock.advance(Duration.ofHours(23));
		Page page = this.server.browser().get(link);
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
		this.clock.advance(Duration.ofHours(2));
		assertThat(this.server.browser().get(link).status()).isEqualTo(410);
		Browser late = this.server.browser();
		assertThat(late.submit(page, Map.of("password", PASSWORD)).status()).isNotEqualTo(302);
	}

	private void exhaust(String address) {
		for (int i = 0; i < 4; i++) {
			assertThat(forgot(address).status()).isEqualTo(200);
		}
	}

	private Page forgot(String address) {
		return post("/auth/password/forgot", Map.of("email", address));
	}

	private Page register(String address, String password) {
		return post("/auth/sign-up", Map.of("email", address, "password", password));
	}

	/** Each request comes from another network, as strangers' do. */
	private Page post(String path, Map<String, String> fields) {
		Browser browser = this.server.browser();
		Page form = browser.get(path);
		Page answer = browser.post(form.formAction(), form.formFields(fields), "X-Forwarded-For",
				"2001:db8:0:" + Integer.toHexString(this.origin++) + "::1");
		awaitSent();
		return answer;
	}

	private void awaitSent() {
		MongoOperations mongo = this.server.bean(MongoOperations.class);
		Awaitility.await().until(() -> mongo.getCollection("mails").countDocuments(), (waiting) -> waiting == 0);
	}

	private String newestLink(String address, String subject) {
		return TestMails.link(TestMails.awaitOne(this.server, address, subject));
	}

}
