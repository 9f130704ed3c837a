package io.soundlift.authserver.client;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Quota of API clients of each account. The clients of an account are listed in one
 * document, so that a reservation is a single conditional update.
 */
@Component
final class ClientQuota {

	static final int PER_ACCOUNT = 20;

	/** Longer than a request of a deleted account may still be in progress. */
	private static final Duration CLOSED_MEMORY = Duration.ofDays(1);

	private final MongoOperations mongo;

	private final Clock clock;

	ClientQuota(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Reserves room for a client.
	 * @param accountId the account
	 * @param id internal id of the client
	 * @return whether there was room; never in a closed account
	 */
	boolean reserve(String accountId, String id) {
		insertIfAbsent(accountId);
		Query free = of(accountId);
		free.addCriteria(Criteria.where("closedAt").is(null).and("ids." + (PER_ACCOUNT - 1)).exists(false));
		return this.mongo.updateFirst(free, new Update().push("ids", id), ClientQuotaDocument.class)
			.getMatchedCount() == 1;
	}

	/**
	 * Frees the room of a client, if it had some.
	 * @param accountId the account
	 * @param id internal id of the client
	 */
	void release(String accountId, String id) {
		this.mongo.updateFirst(of(accountId), new Update().pull("ids", id), ClientQuotaDocument.class);
	}

	/**
	 * Closes the quota of an account.
	 * @param accountId the account
	 */
	void close(String accountId) {
		insertIfAbsent(accountId);
		this.mongo.updateFirst(of(accountId), Update.update("closedAt", this.clock.instant()),
				ClientQuotaDocument.class);
	}

	@Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
	void removeClosed() {
		this.mongo.remove(Query.query(Criteria.where("closedAt").lt(this.clock.instant().minus(CLOSED_MEMORY))),
				ClientQuotaDocument.class);
	}

	private void insertIfAbsent(String accountId) {
		if (this.mongo.exists(of(accountId), ClientQuotaDocument.class)) {
			return;
		}
		try {
			this.mongo.insert(new ClientQuotaDocument(accountId, List.of(), null));
		}
		catch (DuplicateKeyException ex) {
			// another request created it, which has the same effect
		}
	}

	private static Query of(String accountId) {
		return Query.query(Criteria.where("_id").is(accountId));
	}

}
