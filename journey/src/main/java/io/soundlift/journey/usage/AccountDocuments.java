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
 * Documents of one collection, one for each account, that are replaced only if they were
 * not changed since they were read.
 *
 * @param <T> type of the documents, with the properties {@code version} and
 * {@code changedAt}
 */
final class AccountDocuments<T> {

	/** Each failure means that another change has succeeded, so this many never occur. */
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
	 * @param none factory of the document of an account that has none
	 * @param update function that brings a document up to date after reading
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
	 * @param change function from the present document to the new one; called again after
	 * a concurrent change, and may throw to change nothing
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
	 * Removes documents that were not changed for a period, which must be much longer
	 * than any change takes: a change that found no document could not detect that there
	 * was one in between.
	 * @param period minimum time since the last change
	 */
	void removeUnchangedFor(Duration period) {
		this.mongo.remove(Query.query(Criteria.where("changedAt").lt(now().minus(period))), this.type);
	}

	Instant now() {
		return this.clock.instant();
	}

}
