package io.soundlift.authserver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.soundlift.authserver.account.Accounts;
import io.soundlift.session.MongoSession;
import io.soundlift.session.MongoSessionRepository;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for browser sessions across restarts and replicas.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("database")
class SessionIntegrationTests {

	private static final String COOKIE = "SOUNDLIFT_AUTH";

	@Test
	void keepsSignInAcrossRestart() {
		try (TestAuthServer server = TestAuthServer.start()) {
			Browser browser = server.browser();
			browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			server.restart();
			assertThat(browser.get("/auth/").body()).contains(TestAuthServer.EMAIL);
		}
	}

	@Test
	void returnsToTheRequestOfBeforeWhenTheServerRestartsInMidSignIn() {
		try (TestAuthServer server = TestAuthServer.start()) {
			Browser browser = server.browser();
			Page refused = browser.get("/auth/activate?user_code=ABCD-EFGH");
			Page form = browser.follow(refused);
			server.restart();
			Page signedIn = browser.submit(form,
					Map.of("email", TestAuthServer.EMAIL, "password", TestAuthServer.PASSWORD));
			assertThat(signedIn.location()).startsWith(server.issuer() + "/activate").contains("user_code=ABCD-EFGH");
		}
	}

	@Test
	void goesOnAtAnotherReplicaAndEndsAtBoth() {
		try (TestAuthServer first = TestAuthServer.start(); TestAuthServer second = first.replica()) {
			second.run();
			Browser browser = first.browser();
			browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			Page atSecond = browser.get(second.publicUrl() + "/auth/");
			assertThat(atSecond.status()).isEqualTo(200);
			assertThat(atSecond.body()).contains(TestAuthServer.EMAIL);
			String id = browser.cookie(COOKIE);
			MongoSessionRepository sessions = second.bean(MongoSessionRepository.class);
			MongoSession slow = sessions.findById(id);
			assertThat(slow).isNotNull();
			browser.submit(browser.get("/auth/"), Map.of());
			slow.setAttribute("written", "late");
			sessions.save(slow);
			for (TestAuthServer server : List.of(first, second)) {
				Page page = server.browser().get("/auth/", "Cookie", COOKIE + "=" + id);
				assertThat(page.location()).endsWith("/sign-in");
			}
		}
	}

	@Test
	void storesNeitherSessionIdsNorWhatIsInThem() {
		TestAuthServer server = TestAuthServer.shared();
		Browser browser = server.browser();
		browser.get("/auth/activate?user_code=SECR-ETIV");
		String before = browser.cookie(COOKIE);
		browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
		StringBuilder dump = new StringBuilder();
		server.bean(MongoOperations.class)
			.getCollection("browser_sessions")
			.find()
			.forEach((document) -> append(document, dump));
		assertThat(dump).contains("SPRING_SECURITY_CONTEXT")
			.doesNotContain(before, browser.cookie(COOKIE), "SECR-ETIV", "PASSWORD", "@class");
	}

	@Test
	void readsNoOtherSessionOfTheAccountAtSignIn(CapturedOutput output) {
		TestAuthServer server = TestAuthServer.shared();
		String email = TestAccounts.newEmail();
		Browser other = TestAccounts.signUp(server, email, "another password");
		MongoOperations mongo = server.bean(MongoOperations.class);
		mongo.updateMulti(
				Query.query(Criteria.where("principal")
					.is(server.bean(Accounts.class).findByEmail(email).orElseThrow().id())),
				Update.update("attributes", "none that can be read"), "browser_sessions");
		Browser browser = server.browser();
		browser.signIn(email, "another password");
		assertThat(TestApp.web(server).signIn(browser).claim("sub")).isNotEmpty();
		assertThat(output).doesNotContain("can't be read");
		other.get("/auth/");
		assertThat(output).as("a request in the session that was spoilt").contains("can't be read");
	}

	@Test
	void storesNothingForStrangers() {
		try (TestAuthServer server = TestAuthServer.start()) {
			MongoOperations mongo = server.bean(MongoOperations.class);
			Browser stranger = server.browser();
			for (String path : List.of("/auth/sign-in", "/auth/sign-up", "/auth/password/forgot", "/auth/account",
					"/auth/activate?user_code=ABCD-EFGH", "/auth/account?" + "a".repeat(3000))) {
				stranger.get(path);
				server.browser().get(path);
				assertThat(stranger.cookie(COOKIE)).hasSizeLessThan(3900);
			}
			assertThat(mongo.getCollection("browser_sessions").countDocuments()).isZero();
			assertThat(stranger.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD).location())
				.endsWith("/activate?user_code=ABCD-EFGH");
			assertThat(mongo.getCollection("browser_sessions").countDocuments()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/auth/style.css", "/auth/show-password.js", "/auth/.well-known/openid-configuration",
			"/auth/oauth2/jwks" })
	void makesNoSessionForWhatNeedsNone(String path) {
		assertThat(TestAuthServer.shared().browser().get(path).header("Set-Cookie")).isEmpty();
	}

	@Test
	void makesNoSessionForTokenRequests() {
		TestAuthServer server = TestAuthServer.shared();
		Page token = new TokenEndpoint(server).ask(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "grant_type",
				"client_credentials");
		assertThat(token.status()).isEqualTo(200);
		assertThat(token.header("Set-Cookie")).isEmpty();
	}

	@Test
	void readsSessionsOfThePreviousKey() {
		String newKey = "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg=";
		try (TestAuthServer old = TestAuthServer.start()) {
			Browser browser = old.browser();
			browser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			try (TestAuthServer rotated = old.replica(Map.of("soundlift.auth-server.encryption-key", newKey,
					"soundlift.auth-server.previous-encryption-keys", TestAuthServer.ENCRYPTION_KEY))) {
				rotated.run();
				Page page = browser.get(rotated.publicUrl() + "/auth/");
				assertThat(page.status()).isEqualTo(200);
				assertThat(page.body()).contains(TestAuthServer.EMAIL);
			}
		}
	}

	private static void append(Document document, StringBuilder dump) {
		document.forEach((name, value) -> {
			dump.append(name).append('=');
			if (value instanceof Document inner) {
				append(inner, dump);
			}
			else if (value instanceof Binary binary) {
				dump.append(new String(binary.getData(), StandardCharsets.UTF_8));
			}
			else {
				dump.append(value);
			}
		});
	}

}
