package io.soundlift.authserver.throttle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Throttle that counts attempts in MongoDB, for all replicas, and enforces growing
 * delays.
 */
@Component
public final class Throttle {

	private static final int MAX_CONFLICTS = 50;

	/** How long attempts are kept after their delay is over. */
	private static final Duration MEMORY = Duration.ofHours(1);

	private final MongoOperations mongo;

	private final Clock clock;

	Throttle(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(TryCount.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Counts an attempt before it is handled, so that concurrent ones are all counted.
	 * @param kind kind of the attempt
	 * @param subject origin or target of the attempt
	 * @param policy delays for this kind
	 * @return whether the attempt is admitted; if not, it is not counted
	 */
	public boolean tryAcquire(String kind, String subject, ThrottlePolicy policy) {
		String id = id(kind, subject);
		for (int i = 0; i < MAX_CONFLICTS; i++) {
			Instant now = this.clock.instant();
			TryCount tries = this.mongo.findById(id, TryCount.class);
			if (tries != null && tries.blockedUntil().isAfter(now)) {
				return false;
			}
			int count = (tries != null && tries.expiresAt().isAfter(now)) ? tries.count() + 1 : 1;
			Instant blockedUntil = now.plus(policy.delayAfter(count));
			TryCount next = new TryCount(id, count, blockedUntil, blockedUntil.plus(MEMORY));
			if (replace(tries, next)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether an attempt would be refused now, without counting it.
	 * @param kind kind of the attempt
	 * @param subject origin or target of the attempt
	 * @return whether earlier attempts still delay the next one
	 */
	public boolean isBlocked(String kind, String subject) {
		TryCount tries = this.mongo.findById(id(kind, subject), TryCount.class);
		return tries != null && tries.blockedUntil().isAfter(this.clock.instant());
	}

	/**
	 * Resets all attempts after a successful one.
	 * @param kind kind of the attempts
	 * @param subject origin or target of the attempts
	 */
	public void forget(String kind, String subject) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id(kind, subject))), TryCount.class);
	}

	/**
	 * Removes one successful attempt, where those of others must keep counting.
	 * @param kind kind of the attempts
	 * @param subject origin or target of the attempts
	 */
	public void takeBack(String kind, String subject) {
		Update update = new Update().inc("count", -1).set("blockedUntil", this.clock.instant());
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(id(kind, subject))), update, TryCount.class);
	}

	@Scheduled(initialDelay = 2, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), TryCount.class);
	}

	private boolean replace(@Nullable TryCount old, TryCount next) {
		if (old == null) {
			try {
				this.mongo.insert(next);
				return true;
			}
			catch (DuplicateKeyException ex) {
				return false;
			}
		}
		Query unchanged = Query.query(Criteria.where("_id")
			.is(old.id())
			.and("count")
			.is(old.count())
			.and("blockedUntil")
			.is(old.blockedUntil()));
		Update update = Update.update("count", next.count())
			.set("blockedUntil", next.blockedUntil())
			.set("expiresAt", next.expiresAt());
		return this.mongo.updateFirst(unchanged, update, TryCount.class).getMatchedCount() == 1;
	}

	private static String id(String kind, String subject) {
		return Secrets.sha256(kind + ' ' + subject);
	}

}
