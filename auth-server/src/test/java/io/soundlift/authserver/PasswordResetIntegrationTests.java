package io.soundlift.authserver;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for forgotten passwords.
 */
class PasswordResetIntegrationTests {

	private static final String OLD = "an old password";

	private static final String NEW = "a brand new password";

	private static final String SUBJECT = "Set a new password";

	private final TestAuthServer server = TestAuthServer.shared();

	private final String email = TestAccounts.newEmail();

	private String accountId = "";

	@BeforeEach
	void makeAccount() {
		this.accountId = TestAccounts.create(this.server, this.email, OLD);
	}

	@Test
	void setsNewPasswordByTheMailedLink() {
		Browser browser = this.server.browser();
		assertThat(browser.follow(reset(browser, link(), NEW)).body()).contains("new password is set");
		assertThat(browser.signIn(this.email, NEW).location()).endsWith("/auth/");
		assertThat(this.server.browser().signIn(this.email, OLD).location()).endsWith("?error");
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed")))
			.contains(this.email);
	}

	@Test
	void letsTheOwnerInWhoSetANewPasswordWhileOthersGuess() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			TestAccounts.create(own, this.email, OLD);
			Browser browser = own.browser();
			String link = link(own);
			for (int i = 0; i < 20; i++) {
				Browser guesser = own.browser();
				Page form = guesser.get("/auth/sign-in");
				guesser.post(form.formAction(), form.formFields(Map.of("email", this.email, "password", "wrong")),
						"X-Forwarded-For", "198.18.9." + i);
			}
			assertThat(browser.signIn(this.email, OLD).location()).endsWith("?error");
			reset(browser, link, NEW);
			assertThat(browser.signIn(this.email, NEW).location()).endsWith("/auth/");
		}
	}

	@Test
	void putsOutEverybody() {
		Browser browser = this.server.browser();
		browser.signIn(this.email, OLD);
		assertThat(browser.get("/auth/account").status()).isEqualTo(200);
		reset(browser, link(), NEW);
		assertThat(browser.get("/auth/account").location()).endsWith("/auth/sign-in");
	}

	@Test
	void acceptsEachLinkOnce() {
		String link = link();
		assertThat(this.server.browser().get(link).status()).isEqualTo(200);
		assertThat(this.server.browser().get(link).status()).isEqualTo(200);
		reset(this.server.browser(), link, NEW);
		assertThat(this.server.browser().get(link).status()).isEqualTo(410);
	}

	@Test
	void refusesFormOfLinkThatWasUsedMeanwhile() {
		String link = link();
		Browser late = this.server.browser();
		Page form = late.get(link);
		reset(this.server.browser(), link, NEW);
		Page answer = late.submit(form, Map.of("new-password", "yet another password"));
		assertThat(answer.status()).isEqualTo(410);
		assertThat(answer.body()).contains("was used already", "Ask for a new link");
		assertThat(this.server.browser().signIn(this.email, NEW).location()).endsWith("/auth/");
	}

	@Test
	void voidsOlderLinksWhenThePasswordChanges() {
		String first = link();
		String second = link();
		assertThat(this.server.browser().get(first).status()).isEqualTo(200);
		reset(this.server.browser(), second, NEW);
		assertThat(this.server.browser().get(first).status()).isEqualTo(410);
	}

	@Test
	void refusesExpiredLink() {
		String link = link();
		this.server.bean(MongoOperations.class)
			.updateMulti(Query.query(Criteria.where("accountId").is(this.accountId)),
					Update.update("expiresAt", Instant.now().minusSeconds(1)), "password_resets");
		Page page = this.server.browser().get(link);
		assertThat(page.status()).isEqualTo(410);
		assertThat(page.body()).contains("too old");
	}

	@Test
	void answersUnknownAddressAlikeAndMailsNothing() {
		String unknown = TestAccounts.newEmail();
		Page answerForUnknown = forgot(unknown);
		Page answerForKnown = forgot(this.email);
		assertThat(answerForUnknown.status()).isEqualTo(200);
		assertThat(answerForUnknown.body()).isEqualTo(answerForKnown.body().replace(this.email, unknown));
		TestMails.awaitOne(this.server, this.email, SUBJECT);
		assertThat(TestMails.sent(this.server, unknown, SUBJECT)).isEmpty();
	}

	@Test
	void sendsNoRefererFromThePageThatHoldsTheToken() {
		String link = link();
		assertThat(this.server.browser().get(link).header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(this.server.browser().get(link + "x").header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(this.server.browser().get(link).header("Cache-Control")).contains("no-store");
	}

	@Test
	void storesTokenOnlyHashed() {
		String token = link().replaceFirst(".*token=", "");
		StringBuilder stored = new StringBuilder();
		MongoOperations mongo = this.server.bean(MongoOperations.class);
		for (String collection : mongo.getCollectionNames()) {
			mongo.getCollection(collection).find().forEach((document) -> stored.append(document.toJson()));
		}
		assertThat(stored).contains(this.accountId).doesNotContain(token);
		assertThat(token).hasSize(43);
	}

	@Test
	void keepsTheLinkWhenTheNewPasswordIsBad() {
		String link = link();
		Browser browser = this.server.browser();
		Page answer = reset(browser, link, "password123");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).contains("tried first");
		assertThat(browser.submit(answer, Map.of("new-password", NEW)).location()).endsWith("?password-set");
	}

	@Test
	void revokesApiClientsAndSaysSoBeforeAndAfter() {
		Browser owner = this.server.browser();
		owner.signIn(this.email, OLD);
		TestApiClient client = TestApiClient.create(owner, "Nightly job");
		String grant = client.askForToken(this.server).claim("grant_id");
		String link = link();
		assertThat(owner.get(link).body()).contains("will be revoked", "Nightly job");
		reset(this.server.browser(), link, NEW);
		assertThat(client.askForToken(this.server).status()).isEqualTo(401);
		assertThat(TestRevocations.grants(this.server)).contains(grant);
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "Your password was changed")))
			.contains("reset with a mailed link", "were revoked", "- Nightly job");
	}

	private String link() {
		return link(this.server);
	}

	private String link(TestAuthServer server) {
		int before = TestMails.sent(server, this.email, SUBJECT).size();
		assertThat(forgot(server, this.email).status()).isEqualTo(200);
		return TestMails.link(TestMails.await(server, this.email, SUBJECT, before + 1).get(before));
	}

	private Page forgot(String address) {
		return forgot(this.server, address);
	}

	private Page forgot(TestAuthServer server, String address) {
		Browser browser = server.browser();
		Page form = browser.get("/auth/password/forgot");
		// each test comes from another network: the limit per origin is not theirs
		return browser.post(form.formAction(), form.formFields(Map.of("email", address)), "X-Forwarded-For",
				"2001:db8:0:" + Integer.toHexString(this.email.hashCode() & 0xffff) + "::1");
	}

	private static Page reset(Browser browser, String link, String password) {
		return browser.submit(browser.get(link), Map.of("new-password", password));
	}

}
