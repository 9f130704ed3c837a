package io.soundlift.authserver.mail;

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
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Limits on mails that anybody can cause to be sent to another person. A mail is refused
 * only when another one of its kind was sent to the same receiver less than half a
 * lifetime of its link ago, so that the receiver always has a link that stays valid for
 * the other half.
 */
@Component
public final class MailLimits {

	/** Number of mails that are sent without any minimum interval. */
	static final int FREE = 3;

	private static final int MAX_CONFLICTS = 20;

	private final MongoOperations mongo;

	private final Clock clock;

	MailLimits(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(MailLimit.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Decides whether a mail is sent. An admitted mail is admitted again until another
	 * one follows it, since sending may fail.
	 * @param kind kind of the mail
	 * @param receiver address, or another key to which the link in the mail is bound
	 * @param content distinctive content of the mail, such as the token in its link
	 * @param lifetime validity of the link from the time of sending
	 * @return whether the mail may be sent; if not, the receiver got one recently
	 */
	public boolean admit(String kind, String receiver, String content, Duration lifetime) {
		String id = id(kind, receiver);
		String hash = Secrets.sha256(content);
		for (int i = 0; i < MAX_CONFLICTS; i++) {
			Instant now = this.clock.instant();
			MailLimit stored = this.mongo.findById(id, MailLimit.class);
			if (stored != null && stored.last().equals(hash)) {
				return true;
			}
			if (stored != null && stored.nextAt().isAfter(now)) {
				return false;
			}
			if (replace(stored, next(id, stored, hash, lifetime.dividedBy(2), now))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Resets the count of mails to a receiver, whose links are void.
	 * @param kind kind of the mails
	 * @param receiver the receiver
	 */
	public void forget(String kind, String receiver) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id(kind, receiver))), MailLimit.class);
	}

	@Scheduled(initialDelay = 3, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), MailLimit.class);
	}

	private static MailLimit next(String id, @Nullable MailLimit stored, String hash, Duration interval, Instant now) {
		int count = (stored != null && stored.expiresAt().isAfter(now)) ? stored.count() + 1 : 1;
		Instant nextAt = (count < FREE) ? now : now.plus(interval);
		return new MailLimit(id, count, hash, nextAt, nextAt.plus(interval.multipliedBy(FREE)));
	}

	private boolean replace(@Nullable MailLimit old, MailLimit next) {
		if (old == null) {
			try {
				this.mongo.insert(next);
				return true;
			}
			catch (DuplicateKeyException ex) {
				return false;
			}
		}
		Query unchanged = Query
			.query(Criteria.where("_id").is(old.id()).and("last").is(old.last()).and("count").is(old.count()));
		return this.mongo.replace(unchanged, next).getMatchedCount() == 1;
	}

	private static String id(String kind, String receiver) {
		return Secrets.sha256(kind + ' ' + receiver);
	}

}
