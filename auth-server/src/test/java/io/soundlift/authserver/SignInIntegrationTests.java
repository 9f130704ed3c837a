package io.soundlift.authserver;

import java.net.HttpCookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.mongodb.core.MongoOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sign-in page. The clock stands still, so that delays do not end in the
 * middle of a test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInIntegrationTests {

	private static final String PASSWORD = "another password";

	/** The penetration test made 500, with {@code -Dsoundlift.test.guesses=500}. */
	private static final int GUESSES = Integer.getInteger("soundlift.test.guesses", 40);

	private final TestAuthServer server = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class);

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void signsInAndOut() {
		String email = TestAccounts.newEmail();
		Browser browser = TestAccounts.signUp(this.server, email, PASSWORD);
		Page home = browser.get("/auth/");
		assertThat(home.status()).isEqualTo(200);
		assertThat(home.body()).contains(email);
		browser.submit(home, Map.of());
		assertThat(browser.get("/auth/").location()).isEqualTo(this.server.issuer() + "/sign-in");
	}

	@Test
	void speaksTheLanguageOfTheBrowserOrTheOneThatWasChosen() {
		Browser browser = this.server.browser();
		assertThat(browser.get("/auth/sign-in").body()).contains("<html lang=\"en\"", "Sign in to Soundlift");
		assertThat(browser.get("/auth/sign-in", "Accept-Language", "de-CH,en;q=0.5").body())
			.contains("<html lang=\"de\"", "<h1>Bei Soundlift anmelden</h1>", "data-show=\"Zeigen\"");
		assertThat(browser.get("/auth/sign-in", "Accept-Language", "de", "Cookie", "language=en").body())
			.contains("<html lang=\"en\"");
	}

	@Test
	void hasEveryPageInEveryLanguage() {
		Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), PASSWORD);
		for (String path : List.of("", "account/apps", "account/password", "account/delete",
				"account/sign-out-everywhere", "activate", "clients", "clients/new", "sign-up", "password/forgot",
				"sign-up/confirm?token=x", "sign-up/password?token=x", "password/reset?token=x")) {
			for (String language : List.of("en", "de")) {
				Page page = browser.get("/auth/" + path, "Accept-Language", language);
				assertThat(page.status()).as(path).isIn(200, 410);
				assertThat(page.body()).as(path)
					.contains("<html lang=\"" + language + "\"", "id=\"language\"")
					.doesNotContain("??");
			}
		}
		assertThat(browser.get("/auth/nothing", "Accept-Language", "de").body()).contains("<h1>Nicht gefunden</h1>",
				"Unter dieser Adresse gibt es nichts.");
	}

	@Test
	void acceptsAddressInAnyCaseAndWithBlanks() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		Page answer = this.server.browser().signIn(" " + email.toUpperCase(Locale.ROOT) + " ", PASSWORD);
		assertThat(answer.location()).isEqualTo(this.server.issuer() + "/");
	}

	@Test
	void answersWrongPasswordAndUnknownAddressAlike() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		Browser known = this.server.browser();
		Browser unknown = this.server.browser();
		Page wrongPassword = known.signIn(email, "wrong");
		String other = TestAccounts.newEmail();
		Page unknownAddress = unknown.signIn(other, "wrong");
		assertThat(wrongPassword.location()).isEqualTo(this.server.issuer() + "/sign-in?error")
			.isEqualTo(unknownAddress.location());
		assertThat(withoutToken(known.follow(wrongPassword)).replace(email, "")).contains("do not match")
			.isEqualTo(withoutToken(unknown.follow(unknownAddress)).replace(other, ""));
	}

	@Test
	void keepsTheTypedAddressForTheNextTryAndNoLonger() {
		Browser browser = this.server.browser();
		String email = TestAccounts.newEmail();
		assertThat(browser.follow(browser.signIn(email, "wrong")).body()).contains("value=\"" + email + "\"");
		assertThat(browser.get("/auth/sign-in").body()).doesNotContain(email);
		assertThat(browser.follow(browser.signIn("<b>@example.org", "wrong")).body()).doesNotContain("&lt;b&gt;",
				"<b>");
	}

	@Test
	void refusesEvenTheRightPasswordAfterTooManyTries() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		for (int i = 0; i < 10; i++) {
			signInFrom("198.18.6.1", email, "wrong");
		}
		assertThat(signInFrom("198.18.6.1", email, PASSWORD).location()).endsWith("/sign-in?error");
	}

	@Test
	void letsTheOwnerInFromElsewhereWhileSomebodyGuesses() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		Page form = this.server.browser().get("/auth/sign-in");
		assertThat(form.status()).isEqualTo(200);
		for (int i = 0; i < 10; i++) {
			signInFrom("203.0.113.7", email, "wrong");
		}
		assertThat(signInFrom("203.0.113.7", email, PASSWORD).location()).endsWith("/sign-in?error");
		assertThat(signInFrom("198.51.100.9", email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void keepsCountOfTheOriginWhenOwnAccountSignsIn() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			for (int i = 1; i <= 30; i++) {
				own.browser().signIn("victim-" + i + "@example.com", "a usual password");
				if (i % 5 == 0 && i < 30) {
					assertThat(own.browser().signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD).location())
						.endsWith("/auth/");
				}
			}
			assertThat(own.browser().signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD).location())
				.endsWith("/sign-in?error");
		}
	}

	@Test
	void slowsDownManyOriginsThatGuessButNotTheOwnerInAKnownBrowser() {
		String email = TestAccounts.newEmail();
		Browser owners = TestAccounts.signUp(this.server, email, PASSWORD);
		for (int i = 0; i < 20; i++) {
			signInFrom("198.18.7." + i, email, "wrong");
		}
		assertThat(signInFrom("198.18.8.1", email, PASSWORD).location()).endsWith("/sign-in?error");
		assertThat(owners.signIn(email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void slowsDownAKnownBrowserByItselfOnly() {
		String email = TestAccounts.newEmail();
		Browser known = TestAccounts.signUp(this.server, email, PASSWORD);
		for (int i = 0; i < 10; i++) {
			known.signIn(email, "wrong");
		}
		assertThat(known.signIn(email, PASSWORD).location()).endsWith("/sign-in?error");
		assertThat(this.server.browser().signIn(email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void refusesGuessesOfOneOriginThatComeAtOnceAndLetsOthersIn() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		Page form = this.server.browser().get("/auth/sign-in");
		assertThat(form.status()).isEqualTo(200);
		AtomicInteger guesses = new AtomicInteger();
		List<Page> answers = Concurrently.run(GUESSES + 1, () -> {
			int guess = guesses.getAndIncrement();
			return (guess == GUESSES / 2) ? signInFrom("198.51.100.77", email, PASSWORD)
					: signInFrom("203.0.113.77", "guess" + guess + "@example.com", "wrong");
		});
		assertThat(answers).filteredOn((answer) -> answer.status() == 302 && answer.location().endsWith("/auth/"))
			.as("the owner's")
			.hasSize(1);
		assertThat(answers).filteredOn((answer) -> answer.status() == 503).isNotEmpty().allSatisfy((refused) -> {
			assertThat(refused.header("Retry-After")).isEqualTo("2");
			assertThat(refused.body()).contains("Too many people are signing in");
		});
	}

	@Test
	void countsAnIpv6NetworkAsOneOrigin() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		for (int i = 1; i < 10; i++) {
			signInFrom("2001:db8:77:1::" + i, email, "wrong");
		}
		assertThat(signInFrom("2001:db8:77:1::99", email, PASSWORD).location()).endsWith("/sign-in?error");
		assertThat(signInFrom("2001:db8:77:2::99", email, PASSWORD).location()).endsWith("/auth/");
	}

	@Test
	void keepsTheProofOfAKnownBrowserFromScriptsAndReaders() {
		String email = TestAccounts.newEmail();
		String id = TestAccounts.create(this.server, email, PASSWORD);
		Page answer = this.server.browser().signIn(email, PASSWORD);
		String cookie = answer.response()
			.headers()
			.allValues("Set-Cookie")
			.stream()
			.filter((header) -> header.startsWith("SOUNDLIFT_BROWSER="))
			.findFirst()
			.orElseThrow();
		assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/auth", "Max-Age=31536000").doesNotContain(id);
	}

	@Test
	void goesOnOnlyToOwnPagesAfterSignIn() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		String evil = "https://evil.example/";
		Browser browser = this.server.browser();
		Page form = browser
			.follow(browser.get("/auth/account?continue=" + evil + "&redirect=" + evil, "Referer", evil));
		Map<String, String> typed = Map.of("email", email, "password", PASSWORD, "continue", evil, "redirect", evil,
				"targetUrl", evil, "spring-security-redirect", evil);
		String location = browser.post(form.formAction(), form.formFields(typed), "Referer", evil).location();
		assertThat(location).startsWith(this.server.issuer() + "/account?");
		Browser other = this.server.browser();
		Page plain = other.get("/auth/sign-in?continue=" + evil, "Referer", evil);
		assertThat(other.post(plain.formAction(), plain.formFields(typed), "Referer", evil).location())
			.isEqualTo(this.server.issuer() + "/");
	}

	@Test
	void tellsBrowsersWhatEachFieldIsFor() {
		Page signIn = this.server.browser().get("/auth/sign-in");
		assertThat(signIn.body()).contains("<label for=\"email\">", "autocomplete=\"username\"",
				"<label for=\"password\">", "autocomplete=\"current-password\"");
		Page signUp = this.server.browser().get("/auth/sign-up");
		assertThat(signUp.body()).contains("<label for=\"email\">", "<label for=\"password\">",
				"autocomplete=\"new-password\"", "aria-describedby=\"password-rule\"");
	}

	@Test
	void refusesFormWithoutCsrfToken() {
		Browser browser = this.server.browser();
		browser.get("/auth/sign-in");
		Page answer = browser.post("/auth/sign-in",
				Map.of("email", TestAuthServer.EMAIL, "password", TestAuthServer.PASSWORD));
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.body()).contains("open for too long");
		assertThat(browser.get("/auth/").location()).endsWith("/sign-in");
	}

	@Test
	void changesSessionIdAtSignIn() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		Browser browser = this.server.browser();
		browser.get("/auth/sign-in");
		String before = sessionCookie(browser).getValue();
		browser.signIn(email, PASSWORD);
		assertThat(sessionCookie(browser).getValue()).isNotEqualTo(before);
	}

	@Test
	void keepsSessionCookieFromScriptsAndOtherSites() {
		String cookie = this.server.browser().get("/auth/sign-in").header("Set-Cookie");
		assertThat(cookie).startsWith("SOUNDLIFT_AUTH=").contains("HttpOnly", "SameSite=Lax", "Path=/auth");
	}

	@Test
	void marksSessionCookieSecureBehindTls() {
		try (TestAuthServer own = TestAuthServer
			.start(Map.of("soundlift.auth-server.public-url", "https://a.example"))) {
			Page page = own.browser().get("/auth/sign-in");
			assertThat(page.header("Set-Cookie")).contains("Secure");
			assertThat(page.header("Strict-Transport-Security")).contains("max-age=");
		}
	}

	@Test
	void sendsSecurityHeadersWithPages() {
		Page page = this.server.browser().get("/auth/sign-in");
		assertThat(page.header("Content-Security-Policy"))
			.contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
			.contains("require-trusted-types-for 'script'")
			.doesNotContain("unsafe");
		assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
		assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
		assertThat(page.header("Cache-Control")).contains("no-store");
		assertThat(page.body()).doesNotContainPattern("<script(?![^>]* src=\"/)|<style|\\sstyle=|\\son[a-z]+=")
			.contains("viewport");
	}

	@Test
	void storesPasswordsOnlyEncoded() {
		String email = TestAccounts.newEmail();
		TestAccounts.create(this.server, email, PASSWORD);
		List<String> documents = new ArrayList<>();
		this.server.bean(MongoOperations.class)
			.getCollection("accounts")
			.find()
			.forEach((document) -> documents.add(document.toJson()));
		assertThat(documents).isNotEmpty().allSatisfy((json) -> assertThat(json).contains("{bcrypt}"));
		assertThat(documents).noneSatisfy((json) -> assertThat(json).contains(PASSWORD));
	}

	private Page signInFrom(String address, String email, String password) {
		Browser browser = this.server.browser();
		Page form = browser.get("/auth/sign-in");
		return browser.post(form.formAction(), form.formFields(Map.of("email", email, "password", password)),
				"X-Forwarded-For", address);
	}

	private static HttpCookie sessionCookie(Browser browser) {
		return browser.cookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals("SOUNDLIFT_AUTH"))
			.findFirst()
			.orElseThrow();
	}

	private static String withoutToken(Page page) {
		return page.body().replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "");
	}

}
