package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Usage of all accounts, in one document for each.
 */
public final class AccountUsages {

	/** Longer than a day, and much longer than any reservation. */
	private static final Duration FORGET_AFTER = Duration.ofDays(2);

	private final AccountDocuments<AccountUsage> documents;

	/**
	 * Usage in a database.
	 * @param mongo the database
	 * @param clock clock of days and reservations
	 */
	public AccountUsages(MongoOperations mongo, Clock clock) {
		this.documents = new AccountDocuments<>(mongo, AccountUsage.class, AccountUsage::none, AccountUsage::at, clock);
	}

	/**
	 * Returns the present usage of an account.
	 * @param owner id of the account
	 * @return its usage as of now
	 */
	public AccountUsage of(String owner) {
		return this.documents.of(owner);
	}

	/**
	 * Changes the usage of an account.
	 * @param owner id of the account
	 * @param change function from the present usage to the new one; called again after a
	 * concurrent change, and may throw to change nothing
	 * @return the usage after the change
	 */
	public AccountUsage change(String owner, UnaryOperator<AccountUsage> change) {
		return this.documents.change(owner, change);
	}

	/**
	 * Removes usage that is no longer relevant, including that of closed accounts.
	 */
	public void forgetTheUnused() {
		this.documents.removeUnchangedFor(FORGET_AFTER);
	}

}
