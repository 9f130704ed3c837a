package io.soundlift.system;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Several accounts at once.
 */
final class Accounts {

	private Accounts() {
	}

	/**
	 * Signs accounts up.
	 * @param system where
	 * @param name beginning of their addresses
	 * @param count number of accounts
	 * @return the accounts, each with an API client
	 */
	static List<Account> signUp(FaultySystem system, String name, int count) {
		return IntStream.range(0, count)
			.mapToObj((number) -> Account.signUp(system.publicUrl(), name + "-" + number + "@example.org",
					system.mailbox()))
			.toList();
	}

}
