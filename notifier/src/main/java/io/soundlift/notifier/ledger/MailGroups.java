package io.soundlift.notifier.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Conversions of one owner that one mail covers.
 * <p>
 * The entry of the mail lists its candidates before any of them is marked. Each candidate
 * is marked by a conditional update of its own entry, so only one mail covers it. A
 * repetition after a crash finds the same ones marked.
 */
final class MailGroups {

	/** Limits the size of a mail. */
	static final int MAX_CONVERSIONS = 50;

	private static final String OWNERS = "mail_owners";

	private static final String NEXT_MAIL_AT = "nextMailAt";

	/** Longer than any interval. */
	private static final Duration MEMORY = Duration.ofDays(1);

	private final MongoOperations mongo;

	private final Duration interval;

	MailGroups(MongoOperations mongo, Duration interval) {
		this.mongo = mongo;
		this.interval = interval;
	}

	void createIndexes() {
		this.mongo.indexOps(LedgerEntry.class)
			.createIndex(new Index().on("openFor", Sort.Direction.ASC).named("openFor").sparse());
		this.mongo.indexOps(OWNERS)
			.createIndex(new Index().on(NEXT_MAIL_AT, Sort.Direction.ASC).named(NEXT_MAIL_AT).expire(MEMORY));
	}

	@Nullable String openFor(String owner) {
		return this.interval.isZero() ? null : owner;
	}

	/**
	 * Opens a mail, unless its owner got one within the last interval.
	 */
	boolean begin(String owner, Instant now) {
		Query mayGetOne = Query.query(Criteria.where("_id").is(owner).and(NEXT_MAIL_AT).lte(now));
		try {
			this.mongo.upsert(mayGetOne, Update.update(NEXT_MAIL_AT, now.plus(this.interval)), OWNERS);
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	Instant nextMailAt(String owner, Instant now) {
		Document found = this.mongo.findById(owner, Document.class, OWNERS);
		return (found != null) ? found.getDate(NEXT_MAIL_AT).toInstant() : now;
	}

	/**
	 * Lists entries that a mail may cover besides its own.
	 */
	List<String> candidates(LedgerEntry mail, String owner) {
		return this.mongo
			.find(Query.query(Criteria.where("openFor").is(owner)).limit(MAX_CONVERSIONS), LedgerEntry.class)
			.stream()
			.map(LedgerEntry::id)
			.filter((id) -> !id.equals(mail.id()))
			.limit(MAX_CONVERSIONS - 1)
			.toList();
	}

	/**
	 * Schedules the next mail at once if there may be more conversions than one mail can
	 * cover.
	 */
	void followUp(String owner, List<String> candidates, Instant now) {
		if (candidates.size() == MAX_CONVERSIONS - 1) {
			this.mongo.updateFirst(Query.query(Criteria.where("_id").is(owner)), Update.update(NEXT_MAIL_AT, now),
					OWNERS);
		}
	}

	/**
	 * Marks the candidates that no other mail covers, and that have none of their own.
	 * @return the entry of the mail and the marked ones, first claimed first
	 */
	List<LedgerEntry> members(LedgerEntry mail) {
		List<String> candidates = mail.candidates();
		if (candidates == null || candidates.isEmpty()) {
			return List.of(mail);
		}
		this.mongo.updateMulti(
				Query.query(Criteria.where("_id").in(candidates).and("openFor").ne(null).and("dueAt").ne(null)),
				Update.update("state", MailState.WAITING).set("partOf", mail.id()).unset("openFor").unset("dueAt"),
				LedgerEntry.class);
		List<LedgerEntry> members = new ArrayList<>(this.mongo
			.find(Query.query(Criteria.where("_id").in(candidates).and("partOf").is(mail.id())), LedgerEntry.class));
		members.add(mail);
		members.sort(Comparator.comparing(LedgerEntry::createdAt).thenComparing(LedgerEntry::conversionId));
		return members;
	}

	void forgetOld(Instant now) {
		this.mongo.remove(Query.query(Criteria.where(NEXT_MAIL_AT).lt(now.minus(MEMORY))), OWNERS);
	}

}
