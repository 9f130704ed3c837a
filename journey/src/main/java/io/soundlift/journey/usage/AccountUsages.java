package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Usage of all accounts, in one document for each.
 */
public final class AccountUsages {

	/** Each failure means that somebody else has succeeded, so this many never come. */
	private static final int MAX_TRIES = 1000;

	/** Longer than a day, and much longer than any reservation. */
	private static final Duration FORGET_AFTER = Duration.ofDays(2);

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Usage in a database.
	 * @param mongo the database
	 * @param clock clock of days and reservations
	 */
	public AccountUsages(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Returns what an account has used by now.
	 * @param owner id of the account
	 * @return its usage as of now
	 */
	public AccountUsage of(String owner) {
		Instant now = now();
		AccountUsage stored = this.mongo.findById(owner, AccountUsage.class);
		return ((stored != null) ? stored : AccountUsage.none(owner, now)).at(now);
	}

	/**
	 * Changes what an account has used.
	 * @param owner id of the account
	 * @param change makes the new usage out of the one of now; is asked again when
	 * somebody else was faster, and may throw to change nothing
	 * @return the usage after the change
	 */
	public AccountUsage change(String owner, UnaryOperator<AccountUsage> change) {
		for (int i = 0; i < MAX_TRIES; i++) {
			AccountUsage changed = change.apply(of(owner));
			try {
				return this.mongo.save(changed);
			}
			catch (OptimisticLockingFailureException | DuplicateKeyException ex) {
				continue;
			}
		}
		throw new ConcurrencyFailureException("The usage of account " + owner + " changes all the time");
	}

	/**
	 * Removes what says nothing any more, also of accounts that are gone.
	 */
	public void forgetTheUnused() {
		this.mongo.remove(Query.query(Criteria.where("changedAt").lt(now().minus(FORGET_AFTER))), AccountUsage.class);
	}

	private Instant now() {
		// MongoDB keeps milliseconds
		return Instant.ofEpochMilli(this.clock.millis());
	}

}
