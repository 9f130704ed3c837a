package io.soundlift.system;

import io.soundlift.testsupport.PageInspection;
import org.junit.jupiter.api.Test;

/**
 * Tests of each page for accounts, in its states, with the rules of axe-core. They have
 * their colours from the gateway, so that it takes both to see them.
 */
@OnSharedSystem
class AccountPagesTests {

	private static final String PASSWORD = "correct horse battery staple";

	private final PageInspection inspection = new PageInspection();

	private final TestSystem system;

	AccountPagesTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void signingUpCanBeDoneByEverybody() {
		String email = "everybody@example.org";
		try (Screen screen = new Screen(this.system.publicUrl())) {
			screen.open("/auth/sign-up");
			inspect(screen, "sign-up");
			screen.type("email", email);
			screen.type("password", "1234567890");
			screen.press("Sign up");
			screen.await("#password-problem");
			inspect(screen, "sign-up-problem");
			screen.type("password", PASSWORD);
			screen.press("Sign up");
			screen.await("main strong");
			inspect(screen, "sign-up-sent");
			screen.open(this.system.mailbox().awaitLink(email, "/auth/sign-up/confirm"));
			inspect(screen, "sign-up-confirm");
			screen.press("Choose another password");
			screen.await("#new-password");
			inspect(screen, "sign-up-password");
		}
	}

	@Test
	void signingInAndResettingCanBeDoneByEverybody() {
		Person person = this.system.newPerson("forgetful");
		try (Screen screen = new Screen(this.system.publicUrl())) {
			screen.open("/auth/sign-in");
			inspect(screen, "sign-in");
			screen.type("email", person.email());
			screen.type("password", PASSWORD);
			screen.press("Sign in");
			screen.await("#problem");
			inspect(screen, "sign-in-problem");
			screen.press("Forgot your password?");
			screen.await("#email");
			inspect(screen, "password-forgot");
			screen.type("email", person.email());
			screen.press("Mail me a link");
			screen.await("main strong");
			inspect(screen, "password-sent");
			screen.open(this.system.mailbox().awaitLink(person.email(), "/auth/password/reset"));
			inspect(screen, "password-reset");
		}
	}

	@Test
	void accountCanBeLookedAfterByEverybody() {
		Person person = this.system.newPerson("owner");
		try (Screen screen = new Screen(this.system.publicUrl())) {
			signIn(screen, person);
			screen.open("/auth/account");
			inspect(screen, "account");
			screen.open("/auth/account/password");
			inspect(screen, "password");
			screen.open("/auth/account/sign-out-everywhere");
			inspect(screen, "sign-out-everywhere");
			screen.open("/auth/account/delete");
			inspect(screen, "account-delete");
			screen.open("/auth/activate");
			inspect(screen, "device");
			screen.open(new RelyingParty(this.system.publicUrl() + "/auth", "soundlift-cli")
				.startDevice("conversions:read conversions:write")
				.getVerificationURIComplete());
			screen.press("Continue");
			screen.await("[value=allow]");
			inspect(screen, "consent");
			screen.press("Allow");
			screen.await("[role=status]");
			inspect(screen, "device-allowed");
			screen.open("/auth/account/apps");
			inspect(screen, "apps");
		}
	}

	@Test
	void apiClientsCanBeManagedByEverybody() {
		Person person = this.system.newPerson("builder");
		try (Screen screen = new Screen(this.system.publicUrl())) {
			signIn(screen, person);
			screen.open("/auth/clients/new");
			inspect(screen, "client-new");
			screen.type("name", "Nightly job");
			screen.press("Create");
			screen.await("dl");
			screen.press("Copy the secret");
			screen.press("Copied");
			inspect(screen, "client-secret");
			screen.open("/auth/clients");
			inspect(screen, "clients");
			screen.press("Nightly job");
			screen.await("#name");
			inspect(screen, "client");
			screen.press("New secret");
			screen.await("form");
			inspect(screen, "client-rotate");
			screen.open("/auth/clients");
			screen.press("Nightly job");
			screen.press("Delete this client");
			screen.await("button.danger");
			inspect(screen, "client-delete");
			screen.open("/auth/nothing");
			inspect(screen, "account-error");
		}
	}

	private void inspect(Screen screen, String name) {
		screen.inspect(this.inspection, name);
	}

	private static void signIn(Screen screen, Person person) {
		screen.open("/oauth2/authorization/soundlift");
		screen.type("email", person.email());
		screen.type("password", person.password());
		screen.press("Sign in");
		screen.await("#workspace");
	}

}
