package io.soundlift.authserver;

import java.util.UUID;

import io.soundlift.authserver.account.Accounts;

import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Accounts for tests that are not about signing up.
 */
public final class TestAccounts {

	private TestAccounts() {
	}

	/**
	 * Return an address that no other test uses.
	 * @return a fresh address
	 */
	public static String newEmail() {
		return UUID.randomUUID().toString().substring(0, 13) + "@example.com";
	}

	/**
	 * Make an account and sign in to it.
	 * @param server the server
	 * @param email address of the account
	 * @param password password of the account
	 * @return a browser with the session
	 */
	public static Browser signUp(TestAuthServer server, String email, String password) {
		create(server, email, password);
		Browser browser = server.browser();
		assertThat(browser.signIn(email, password).location()).isEqualTo(server.issuer() + "/");
		return browser;
	}

	/**
	 * Make an account.
	 * @param server the server
	 * @param email address of the account
	 * @param password password of the account
	 * @return the account's id
	 */
	public static String create(TestAuthServer server, String email, String password) {
		String hash = String.valueOf(server.bean(PasswordEncoder.class).encode(password));
		return server.bean(Accounts.class).create(email, hash).orElseThrow().id();
	}

}
