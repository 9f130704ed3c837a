package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Documents of one collection, one for each account, that are replaced only if nobody
 * else has changed them since they were read.
 *
 * @param <T> type of the documents, with the properties {@code version} and
 * {@code changedAt}
 */
final class AccountDocuments<T> {

	/** Each failure means that somebody else has succeeded, so this many never come. */
	private static final int MAX_TRIES = 1000;

	private final MongoOperations mongo;

	private final Class<T> type;

	private final BiFunction<String, Instant, T> none;

	private final BiFunction<T, Instant, T> update;

	private final Clock clock;

	/**
	 * Creates the documents of a database.
	 * @param mongo the database
	 * @param type type of the documents
	 * @param none creates the document of an account that has none
	 * @param update brings a document that was read up to date
	 * @param clock clock of changes
	 */
	AccountDocuments(MongoOperations mongo, Class<T> type, BiFunction<String, Instant, T> none,
			BiFunction<T, Instant, T> update, Clock clock) {
		this.mongo = mongo;
		this.type = type;
		this.none = none;
		this.update = update;
		this.clock = clock;
	}

	T of(String owner) {
		Instant now = now();
		T stored = this.mongo.findById(owner, this.type);
		return this.update.apply((stored != null) ? stored : this.none.apply(owner, now), now);
	}

	/**
	 * Changes the document of an account.
	 * @param owner id of the account
	 * @param change makes the new document out of the one of now; is asked again when
	 * somebody else was faster, and may throw to change nothing
	 * @return the document after the change
	 */
	T change(String owner, UnaryOperator<T> change) {
		for (int i = 0; i < MAX_TRIES; i++) {
			T changed = change.apply(of(owner));
			try {
				return this.mongo.save(changed);
			}
			catch (OptimisticLockingFailureException | DuplicateKeyException ex) {
				continue;
			}
		}
		throw new ConcurrencyFailureException(
				"The %s of account %s changes all the time".formatted(this.type.getSimpleName(), owner));
	}

	/**
	 * Removes documents that nobody has changed for a while. It must be much longer than
	 * any change takes: a change that found none could not notice that there was one in
	 * between.
	 * @param period for how long
	 */
	void removeUnchangedFor(Duration period) {
		this.mongo.remove(Query.query(Criteria.where("changedAt").lt(now().minus(period))), this.type);
	}

	Instant now() {
		return this.clock.instant();
	}

}
