package io.soundlift.notifier.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Record of the mails that were sent or are to be sent.
 * <p>
 * A notifier claims a mail before sending it. Claims and their ends are conditional
 * updates of one document, so among several notifiers or messages only one sends it. A
 * claim that does not end within its lease can be taken over: the mail is then sent
 * again, because a duplicate mail is better than a missing one.
 */
public final class Ledger {

	/**
	 * How long ended mails are kept. No conversion that old is checked again.
	 */
	private static final Duration MEMORY = Duration.ofDays(90);

	private static final String SWEEPS = "sweeps";

	private static final String LOST_MESSAGES = "lost-messages";

	private final MongoOperations mongo;

	private final Clock clock;

	private final Duration lease;

	private final MailGroups groups;

	/**
	 * Creates a ledger in a database.
	 * @param mongo the database
	 * @param clock clock of leases
	 * @param lease how long a claim holds
	 * @param interval minimum time between two mails to one owner; with zero each
	 * conversion has a mail of its own
	 */
	public Ledger(MongoOperations mongo, Clock clock, Duration lease, Duration interval) {
		this.mongo = mongo;
		this.clock = clock;
		this.lease = lease;
		this.groups = new MailGroups(mongo, interval);
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		this.mongo.indexOps(LedgerEntry.class)
			.createIndex(new Index().on("dueAt", Sort.Direction.ASC).named("dueAt").sparse());
		this.mongo.indexOps(LedgerEntry.class)
			.createIndex(new Index().on("endedAt", Sort.Direction.ASC).named("endedAt").expire(MEMORY));
		this.groups.createIndexes();
	}

	/**
	 * Claims a mail, unless it has ended, waits, or is being sent.
	 * @param conversionId the conversion that the mail is about
	 * @param kind what the mail tells
	 * @param owner the account that gets it
	 * @return the claimed mail; empty if there is nothing to send now
	 */
	public Optional<LedgerEntry> claim(String conversionId, MailKind kind, String owner) {
		Instant now = this.clock.instant();
		LedgerEntry first = new LedgerEntry(LedgerEntry.id(conversionId, kind), conversionId, kind, MailState.SENDING,
				1, now.plus(this.lease), now, null, null, this.groups.openFor(owner), null, null);
		try {
			return Optional.of(this.mongo.insert(first));
		}
		catch (DuplicateKeyException ex) {
			return claimDue(first.id());
		}
	}

	/**
	 * Claims a mail of the ledger, if it is due.
	 * @param id id of its entry
	 * @return the claimed mail; empty if there is nothing to send now
	 */
	public Optional<LedgerEntry> claimDue(String id) {
		Instant now = this.clock.instant();
		Query due = Query.query(Criteria.where("_id").is(id).and("dueAt").lte(now));
		Update update = Update.update("state", MailState.SENDING).set("dueAt", now.plus(this.lease)).inc("tries", 1);
		return Optional.ofNullable(this.mongo.findAndModify(due, update, FindAndModifyOptions.options().returnNew(true),
				LedgerEntry.class));
	}

	/**
	 * Decides which conversions a claimed mail covers. The decision is final.
	 * @param claimed what {@link #claim} or {@link #claimDue} returned
	 * @return the entries of these conversions, first claimed first; empty if the mail
	 * waits until the owner may get the next one, or another notifier has taken it over
	 */
	public List<LedgerEntry> namedBy(LedgerEntry claimed) {
		Instant now = this.clock.instant();
		if (claimed.openFor() == null) {
			return this.groups.members(claimed);
		}
		if (!this.groups.begin(claimed.openFor(), now)) {
			change(claimed, Update.update("state", MailState.WAITING)
				.set("dueAt", this.groups.nextMailAt(claimed.openFor(), now)));
			return List.of();
		}
		List<String> candidates = this.groups.candidates(claimed, claimed.openFor());
		if (!change(claimed, Update.update("candidates", candidates).unset("openFor"))) {
			return List.of();
		}
		List<LedgerEntry> named = this.groups.members(claimed.naming(candidates));
		this.groups.followUp(claimed.openFor(), candidates, now);
		return named;
	}

	/**
	 * Finds a mail.
	 * @param conversionId the conversion that the mail is about
	 * @param kind what the mail tells
	 * @return the mail; empty if it was never claimed
	 */
	public Optional<LedgerEntry> find(String conversionId, MailKind kind) {
		return Optional.ofNullable(this.mongo.findById(LedgerEntry.id(conversionId, kind), LedgerEntry.class));
	}

	/**
	 * Finds the conversions that have a mail. Costs one query by ids.
	 * @param conversionIds ids of the conversions
	 * @param kind what the mail tells
	 * @return ids of those whose mail was ever claimed
	 */
	public Set<String> withMail(Collection<String> conversionIds, MailKind kind) {
		Query mails = Query
			.query(Criteria.where("_id").in(conversionIds.stream().map((id) -> LedgerEntry.id(id, kind)).toList()));
		mails.fields().include("conversionId");
		return this.mongo.find(mails, Document.class, LedgerEntry.COLLECTION)
			.stream()
			.map((mail) -> mail.getString("conversionId"))
			.collect(Collectors.toSet());
	}

	/**
	 * Lists mails that have waited long enough, or whose notifier must have crashed.
	 * @param limit the maximum number of mails
	 * @return the mails, longest due first
	 */
	public List<LedgerEntry> due(int limit) {
		return this.mongo.find(
				Query.query(Criteria.where("dueAt").lte(this.clock.instant())).with(Sort.by("dueAt")).limit(limit),
				LedgerEntry.class);
	}

	/**
	 * Finds the oldest mail that has not ended, by its first claim.
	 * @return the mail; empty if all have ended
	 */
	public Optional<LedgerEntry> oldestLive() {
		return Optional.ofNullable(this.mongo
			.findOne(Query.query(Criteria.where("dueAt").ne(null)).with(Sort.by("createdAt")), LedgerEntry.class));
	}

	/**
	 * Records that the mail server has not accepted a mail and that it has to be retried.
	 * @param claimed what {@link #claim} returned
	 * @param delay how long to wait
	 * @param reason reason of the failure
	 * @return {@code false} if another notifier has taken the mail over
	 */
	public boolean postpone(LedgerEntry claimed, Duration delay, String reason) {
		return change(claimed,
				Update.update("state", MailState.WAITING)
					.set("dueAt", this.clock.instant().plus(delay))
					.set("reason", reason));
	}

	/**
	 * Records that the mail server has accepted a mail.
	 * @param claimed what {@link #claim} returned
	 * @return {@code false} if another notifier has taken the mail over and sends it too
	 */
	public boolean sent(LedgerEntry claimed) {
		return change(claimed, ended(MailState.SENT).unset("reason"));
	}

	/**
	 * Records that a mail will not be sent.
	 * @param claimed what {@link #claim} returned
	 * @param state {@link MailState#REJECTED}, {@link MailState#UNDELIVERABLE} or
	 * {@link MailState#NEEDLESS}
	 * @param reason why not
	 * @return {@code false} if another notifier has taken the mail over
	 */
	public boolean abandon(LedgerEntry claimed, MailState state, String reason) {
		return change(claimed, ended(state).set("reason", reason));
	}

	/**
	 * Records the end of a mail for a conversion that another one's mail covers. To be
	 * called before the end of that mail is recorded, since it would be sent again
	 * otherwise.
	 * @param part an entry of {@link #namedBy}
	 * @param state {@link MailState#SENT} or another final state
	 * @param reason why it was not sent; {@code null} if it was
	 * @return {@code false} if it had ended before, or is not part of another mail
	 */
	public boolean endPart(LedgerEntry part, MailState state, @Nullable String reason) {
		Update update = ended(state);
		Query live = Query.query(Criteria.where("_id").is(part.id()).and("partOf").ne(null).and("endedAt").is(null));
		return this.mongo
			.updateFirst(live, (reason != null) ? update.set("reason", reason) : update.unset("reason"),
					LedgerEntry.class)
			.getMatchedCount() == 1;
	}

	private Update ended(MailState state) {
		return Update.update("state", state).set("endedAt", this.clock.instant()).unset("dueAt");
	}

	private boolean change(LedgerEntry claimed, Update update) {
		Query stillClaimed = Query.query(Criteria.where("_id")
			.is(claimed.id())
			.and("state")
			.is(MailState.SENDING)
			.and("tries")
			.is(claimed.tries()));
		return this.mongo.updateFirst(stillClaimed, update, LedgerEntry.class).getMatchedCount() == 1;
	}

	/**
	 * Returns the age of a mail.
	 * @param entry the mail
	 * @return the time since it was first claimed
	 */
	public Duration age(LedgerEntry entry) {
		return Duration.between(entry.createdAt(), this.clock.instant());
	}

	/**
	 * Returns the time up to which all ended conversions were checked for a mail.
	 * @return the time; empty if no sweep was completed yet
	 */
	public Optional<Instant> sweptUntil() {
		return Optional.ofNullable(this.mongo.findById(LOST_MESSAGES, Document.class, SWEEPS))
			.map((sweep) -> sweep.getDate("until").toInstant());
	}

	/**
	 * Records the time up to which all ended conversions were checked.
	 * @param until the time; an earlier one than before is ignored
	 */
	public void recordSweep(Instant until) {
		this.mongo.upsert(Query.query(Criteria.where("_id").is(LOST_MESSAGES)), new Update().max("until", until),
				SWEEPS);
	}

	/**
	 * Removes mails that ended long ago, even if the database has not removed them
	 * itself.
	 * @return how many were removed
	 */
	public long forgetOld() {
		this.groups.forgetOld(this.clock.instant());
		Query old = Query.query(Criteria.where("endedAt").lt(this.clock.instant().minus(MEMORY)));
		return this.mongo.remove(old, LedgerEntry.class).getDeletedCount();
	}

}
