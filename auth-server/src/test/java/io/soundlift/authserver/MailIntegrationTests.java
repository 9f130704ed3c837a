package io.soundlift.authserver;

import java.util.Map;

import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for mails while the mail server or this server is away.
 */
class MailIntegrationTests {

	private static final String SUBJECT = "Confirm your e-mail address";

	private final String email = TestAccounts.newEmail();

	@Test
	void sendsMailOnceWhenMailServerAndServerAreBack() {
		try (TestAuthServer server = TestAuthServer.start()) {
			server.mail().stop();
			Browser browser = server.browser();
			Page answer = browser.submit(browser.get("/auth/sign-up"),
					Map.of("email", this.email, "password", "a chosen password"));
			assertThat(answer.status()).isEqualTo(200);
			Awaitility.await()
				.until(() -> mails(server, new Document("attempts", new Document("$gt", 0))), (count) -> count == 1);
			assertThat(server.browser().signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD).location())
				.endsWith("/auth/");
			server.restart();
			server.mail().restart();
			String link = TestMails.link(TestMails.awaitOne(server, this.email, SUBJECT));
			assertThat(server.browser().get(link).status()).isEqualTo(200);
			Awaitility.await().until(() -> mails(server, new Document()), (count) -> count == 0);
			assertThat(TestMails.sent(server, this.email, SUBJECT)).hasSize(1);
		}
	}

	private static long mails(TestAuthServer server, Document filter) {
		return server.bean(MongoOperations.class).getCollection("mails").countDocuments(filter);
	}

}
