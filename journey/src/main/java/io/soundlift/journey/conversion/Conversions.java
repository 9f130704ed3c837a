package io.soundlift.journey.conversion;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import com.mongodb.MongoException;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.outbox.EventDue;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.journey.outbox.Outbox;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.Backoff;
import io.soundlift.support.Secrets;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * All conversions, and every transition between their states.
 * <p>
 * Each transition is one conditional update of one document, which carries the event that
 * it causes in the same update. Who loses a race is told so and changes nothing.
 */
public final class Conversions {

	/**
	 * How long a message may take to have an effect before a fresh one is sent.
	 */
	static final Duration WAKE_INTERVAL = Duration.ofMinutes(1);

	private static final Backoff WAKES = new Backoff(WAKE_INTERVAL, Duration.ofHours(1));

	/** Bounds the memory of a look at the queue. */
	private static final int PAGE = 200;

	private static final int MAX_LANES = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(Conversions.class);

	private final SecureRandom random = new SecureRandom();

	private final MongoOperations mongo;

	private final JourneyTracing tracing;

	private final ApplicationEventPublisher events;

	private final RetentionPolicy retention;

	private final Lanes lanes;

	private final Clock clock;

	/**
	 * Conversions of a database.
	 * @param mongo the database
	 * @param tracing knows the trace that a change belongs to
	 * @param events told of every event that can be published
	 * @param retention how long the MP3s of uploads from now on are kept
	 * @param clock tells the time of leases
	 */
	public Conversions(MongoOperations mongo, JourneyTracing tracing, ApplicationEventPublisher events,
			RetentionPolicy retention, Clock clock) {
		this.mongo = mongo;
		this.tracing = tracing;
		this.events = events;
		this.retention = retention;
		this.lanes = new Lanes(mongo, clock);
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		index(new Index().on("owner", Sort.Direction.ASC)
			.on("deletedAt", Sort.Direction.ASC)
			.on("createdAt", Sort.Direction.DESC)
			.on("_id", Sort.Direction.DESC)
			.named("ownerNewest"));
		index(new Index().on("owner", Sort.Direction.ASC).on("state", Sort.Direction.ASC).named("ownerState"));
		index(new Index().on("wakeAt", Sort.Direction.ASC).named("wakeAt").sparse());
		index(new Index().on("finishedAt", Sort.Direction.ASC).on("_id", Sort.Direction.ASC).named("finishedOldest"));
		index(new Index().on("deletedAt", Sort.Direction.ASC).named("deletedAt").sparse());
		index(new Index().on("retention.nextAt", Sort.Direction.ASC)
			.on("finishedAt", Sort.Direction.ASC)
			.named("retention"));
		index(new Index().on("state", Sort.Direction.ASC)
			.on("deletedAt", Sort.Direction.ASC)
			.on("createdAt", Sort.Direction.ASC)
			.named("stateOldest"));
		for (EventType type : EventType.values()) {
			index(new Index().on(type.path("dueAt"), Sort.Direction.ASC).named(type.path("dueAt")).sparse());
		}
	}

	private void index(Index index) {
		this.mongo.indexOps(Conversion.class).createIndex(index);
	}

	/**
	 * Creates an id for a conversion to be.
	 * @return 128 random bits in 32 hexadecimal digits
	 */
	public String newId() {
		return Secrets.newId();
	}

	/**
	 * Accepts a video that is stored completely. From here on it is never lost.
	 * @param id what {@link #newId()} returned
	 * @param owner whose it is
	 * @param fileName the video's name, cleaned
	 * @param options what the owner wants of the MP3
	 * @param video the stored file
	 * @return the conversion in state {@link ConversionState#QUEUED}
	 */
	public Conversion accept(String id, Owner owner, String fileName, ConversionOptions options, StoredFile video) {
		return accept(id, owner, fileName, options, video, null);
	}

	/**
	 * Accepts a video that is stored completely. From here on it is never lost.
	 * @param id what {@link #newId()} returned
	 * @param owner whose it is
	 * @param fileName the video's name, cleaned
	 * @param options what the owner wants of the MP3
	 * @param video the stored file
	 * @param maxAccountBytes greatest number of bytes that all videos and MP3s of the
	 * owner may have; {@code null} for no limit
	 * @return the conversion in state {@link ConversionState#QUEUED}
	 */
	public Conversion accept(String id, Owner owner, String fileName, ConversionOptions options, StoredFile video,
			@Nullable Long maxAccountBytes) {
		Instant now = this.clock.instant();
		Outbox outbox = new Outbox(OutboxEntry.due(this.tracing.currentContext(), now), null);
		Conversion conversion = new Conversion(id, owner.id(), owner.email(), fileName, options, video, null, null,
				ConversionState.QUEUED, 0, null, null, null, now.plus(WAKE_INTERVAL), 0, null, null,
				this.tracing.currentTraceId(), now, null, null, null, outbox,
				RetentionState.ofUpload(this.retention.mp3Period()), new StorageState(maxAccountBytes, null));
		this.mongo.insert(conversion);
		note(owner.id(), id, conversion);
		this.events.publishEvent(new EventDue(id, EventType.VIDEO_UPLOADED));
		return conversion;
	}

	/**
	 * Finds a conversion, whoever owns it.
	 * @param id its id
	 * @return the conversion; empty if there is none or its owner has deleted it
	 */
	public Optional<Conversion> find(String id) {
		return find(existing(id));
	}

	/**
	 * Returns whether work on a conversion is still to be done. Once it is not, it never
	 * is again.
	 * @param id its id
	 * @return {@code false} also if there is none or its owner has deleted it
	 */
	public boolean isLive(String id) {
		return find(id).map(Conversion::state).filter(ConversionState::isLive).isPresent();
	}

	/**
	 * Finds a conversion of an owner.
	 * @param id its id
	 * @param ownerId id of the account that asks
	 * @return the conversion; empty also if it is somebody else's
	 */
	public Optional<Conversion> findOwned(String id, String ownerId) {
		return find(existing(id).and("owner").is(ownerId));
	}

	private Optional<Conversion> find(Criteria criteria) {
		return Optional.ofNullable(this.mongo.findOne(Query.query(criteria), Conversion.class));
	}

	/**
	 * Lists an owner's conversions, newest first.
	 * @param ownerId id of the account
	 * @param after the conversion to go on after; {@code null} to begin
	 * @param limit the greatest number of conversions
	 * @return the conversions
	 */
	public List<Conversion> list(String ownerId, @Nullable Position after, int limit) {
		Criteria criteria = Criteria.where("owner").is(ownerId).and("deletedAt").isNull();
		if (after != null) {
			criteria.orOperator(Criteria.where("createdAt").lt(after.time()),
					Criteria.where("createdAt").is(after.time()).and("_id").lt(after.id()));
		}
		return this.mongo.find(
				Query.query(criteria).with(Sort.by(Sort.Direction.DESC, "createdAt", "_id")).limit(limit),
				Conversion.class);
	}

	/**
	 * Lists the ids of an owner's conversions that are not deleted and on which work is
	 * still to be done.
	 * @param ownerId id of the account
	 * @param limit the greatest number of ids
	 * @return the ids in no order
	 */
	public List<String> liveIds(String ownerId, int limit) {
		Query query = Query
			.query(Criteria.where("owner").is(ownerId).and("state").in(ConversionState.LIVE).and("deletedAt").isNull())
			.limit(limit);
		query.fields().include("_id");
		List<String> ids = new ArrayList<>();
		this.mongo.executeQuery(query, Conversion.COLLECTION, (document) -> ids.add(document.getString("_id")));
		return ids;
	}

	/**
	 * Lists conversions of all owners that completed or failed and are not deleted,
	 * oldest end first.
	 * @param after the place to go on after
	 * @param until end of the span of time, exclusive
	 * @param limit the greatest number of conversions
	 * @return the conversions; fewer than the limit only if there are no more
	 */
	public List<Conversion> finished(Position after, Instant until, int limit) {
		// two queries, so that conversions which ended in one millisecond are read once
		List<Conversion> found = new ArrayList<>(
				finished(Criteria.where("finishedAt").is(after.time()).and("_id").gt(after.id()), limit));
		if (found.size() < limit) {
			found.addAll(finished(Criteria.where("finishedAt").gt(after.time()).lt(until), limit - found.size()));
		}
		return found;
	}

	private List<Conversion> finished(Criteria ended, int limit) {
		Criteria criteria = ended.and("deletedAt").isNull();
		return this.mongo.find(Query.query(criteria).with(Sort.by("finishedAt", "_id")).limit(limit), Conversion.class);
	}

	/**
	 * Claims a conversion for work: one that is queued and due, or one whose worker has
	 * let its lease expire.
	 * @param id its id
	 * @param worker name of who claims
	 * @param lease how long the claim holds unless it is renewed
	 * @return the conversion with the attempt that the claim is; empty if there is
	 * nothing to claim
	 */
	public Optional<Conversion> claim(String id, String worker, Duration lease) {
		Instant now = this.clock.instant();
		Criteria queued = existing(id).and("state")
			.is(ConversionState.QUEUED)
			.orOperator(Criteria.where("notBefore").isNull(), Criteria.where("notBefore").lte(now));
		Criteria abandoned = existing(id).and("state").is(ConversionState.CONVERTING).and("leaseUntil").lt(now);
		Conversion claimed = claim(queued, claimUpdate(worker, now.plus(lease)));
		if (claimed == null) {
			claimed = claim(abandoned, claimUpdate(worker, now.plus(lease)).unset("notBefore"));
		}
		if (claimed != null && claimed.startedAt() == null) {
			this.mongo.updateFirst(Query.query(existing(id).and("startedAt").isNull()), Update.update("startedAt", now),
					Conversion.class);
		}
		if (claimed != null) {
			note(claimed.owner(), id, claimed);
		}
		return Optional.ofNullable(claimed);
	}

	private @Nullable Conversion claim(Criteria due, Update update) {
		return this.mongo.findAndModify(Query.query(due), update, FindAndModifyOptions.options().returnNew(true),
				Conversion.class);
	}

	/**
	 * Claims the conversion whose turn it is: of the owner who has the fewest running,
	 * among equals of the one who was served longest ago, and of that owner's own the one
	 * that waits for longest. Does not look at conversions other than those it tries.
	 * @param wokenBy the conversion that a message is about; it is among those that are
	 * considered, whatever is known of it
	 * @param worker name of who claims
	 * @param lease how long the claim holds unless it is renewed
	 * @return the conversion with the attempt that the claim is; empty if nothing can be
	 * claimed
	 */
	public Optional<Conversion> claimNext(String wokenBy, String worker, Duration lease) {
		Optional<Conversion> woken = find(wokenBy);
		List<Lane> known = this.lanes.read(MAX_LANES);
		if (woken.isPresent() && !isKnown(woken.get(), known)) {
			note(woken.get().owner(), wokenBy, woken.get());
			known = this.lanes.read(MAX_LANES);
		}
		ClaimOrder order = new ClaimOrder(known, this.clock.instant());
		while (order.hasNext()) {
			ClaimOrder.Candidate next = order.next();
			Optional<Conversion> claimed = next.id().equals(wokenBy) ? claim(wokenBy, worker, lease)
					: claimAnother(next, worker, lease);
			if (claimed.isPresent()) {
				return claimed;
			}
		}
		// should the note of it have failed
		return woken.isPresent() ? claim(wokenBy, worker, lease) : Optional.empty();
	}

	private boolean isKnown(Conversion conversion, List<Lane> lanes) {
		Instant since = claimableSince(conversion);
		return since == null || since.isAfter(this.clock.instant())
				|| lanes.stream().anyMatch((lane) -> lane.waiting().containsKey(conversion.id()));
	}

	private Optional<Conversion> claimAnother(ClaimOrder.Candidate other, String worker, Duration lease) {
		List<Conversion> claimed = new ArrayList<>();
		readable(other.owner(), other.id(), () -> claim(other.id(), worker, lease).ifPresentOrElse(claimed::add,
				() -> note(other.owner(), other.id(), find(other.id()).orElse(null))));
		return claimed.stream().findFirst();
	}

	private void readable(String owner, String id, Runnable work) {
		try {
			work.run();
		}
		catch (DataAccessException | MongoException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// its own message has to fail for that, and not one about another
			logger.warn("Conversion {} can't be read, and is left to its own message", id, ex);
			this.lanes.ends(owner, id);
		}
	}

	/**
	 * Returns from when on a conversion can be claimed.
	 * @return the time; {@code null} if it has ended
	 */
	private static @Nullable Instant claimableSince(Conversion conversion) {
		return switch (conversion.state()) {
			case QUEUED -> Objects.requireNonNullElse(conversion.notBefore(), conversion.createdAt());
			case CONVERTING -> conversion.leaseUntil();
			case COMPLETED, FAILED, CANCELLED -> null;
		};
	}

	/**
	 * Notes in the owner's lane where a conversion is.
	 */
	private void note(String owner, String id, @Nullable Conversion conversion) {
		Place place = place(conversion);
		switch (place) {
			case WAITS ->
				this.lanes.waits(owner, id, Objects.requireNonNull(claimableSince(Objects.requireNonNull(conversion))));
			case RUNS -> this.lanes.runs(owner, id);
			case ENDED -> this.lanes.ends(owner, id);
		}
		correctIfMoved(owner, id, place);
	}

	/**
	 * Looks where a conversion is after that was noted. The note may have come late: if
	 * the conversion has ended in between, nobody else would take it out of the lane.
	 */
	private void correctIfMoved(String owner, String id, Place noted) {
		if (noted == Place.ENDED) {
			return;
		}
		Conversion actual;
		try {
			actual = find(id).orElse(null);
		}
		catch (DataAccessException | MongoException ex) {
			logger.debug("Where conversion {} is could not be compared with its note", id, ex);
			return;
		}
		if (place(actual) != noted) {
			note(owner, id, actual);
		}
	}

	private Place place(@Nullable Conversion conversion) {
		Instant since = (conversion != null) ? claimableSince(conversion) : null;
		if (conversion == null || since == null) {
			return Place.ENDED;
		}
		boolean leased = conversion.state() == ConversionState.CONVERTING && !since.isBefore(this.clock.instant());
		return leased ? Place.RUNS : Place.WAITS;
	}

	/**
	 * Lists the conversions that wait for a converter in the order in which they will be
	 * claimed, if none ends and none comes meanwhile. Does not look at the conversions.
	 * @param limit the greatest number of conversions
	 * @return their ids
	 */
	public List<String> claimOrder(int limit) {
		ClaimOrder order = new ClaimOrder(this.lanes.read(MAX_LANES), this.clock.instant());
		List<String> ids = new ArrayList<>();
		while (order.hasNext() && ids.size() < limit) {
			ids.add(order.next().id());
		}
		return ids;
	}

	/**
	 * Compares what is known of the queue with the conversions, and corrects what a crash
	 * or a race has left wrong. Costs a read by its id for each conversion that it
	 * compares.
	 * @param limit the greatest number of conversions to compare; of more, chance chooses
	 * @return how many were wrong
	 */
	public int correctOrder(int limit) {
		List<Lane> known = new ArrayList<>(this.lanes.read(MAX_LANES));
		Collections.shuffle(known, this.random);
		AtomicInteger wrong = new AtomicInteger();
		int compared = 0;
		for (Lane lane : known) {
			Set<String> ids = new HashSet<>(lane.waiting().keySet());
			ids.addAll(lane.running().keySet());
			for (String id : ids) {
				if (compared++ >= limit) {
					return wrong.get();
				}
				readable(lane.owner(), id, () -> wrong.addAndGet(correct(lane, id) ? 1 : 0));
			}
		}
		return wrong.get();
	}

	private boolean correct(Lane lane, String id) {
		Conversion actual = find(id).orElse(null);
		ConversionState state = (actual != null) ? actual.state() : ConversionState.CANCELLED;
		boolean running = state == ConversionState.CONVERTING;
		if (state.isLive() && running == lane.running().containsKey(id) && running != lane.waiting().containsKey(id)) {
			return false;
		}
		note(lane.owner(), id, actual);
		return true;
	}

	private static Update claimUpdate(String worker, Instant leaseUntil) {
		return new Update().set("state", ConversionState.CONVERTING)
			.inc("attempt", 1)
			.set("worker", worker)
			.set("leaseUntil", leaseUntil)
			.set("wakeAt", leaseUntil)
			.set("wakes", 0)
			.set("progress", Progress.BEGIN);
	}

	/**
	 * Renews a claim and records progress.
	 * @param claimed what {@link #claim} returned
	 * @param progress how far the attempt is
	 * @param lease how long the claim holds from now on
	 * @return {@code false} if the claim is lost, because the conversion was deleted or
	 * taken over
	 */
	public boolean renewLease(Conversion claimed, Progress progress, Duration lease) {
		Instant until = this.clock.instant().plus(lease);
		return change(claimed, new Update().set("leaseUntil", until).set("wakeAt", until).set("progress", progress));
	}

	/**
	 * Records how a claimed conversion is carried out.
	 * @param claimed what {@link #claim} returned
	 * @param plan the plan
	 * @return {@code false} if the claim is lost
	 */
	public boolean recordPlan(Conversion claimed, Plan plan) {
		return change(claimed, new Update().set("plan", plan));
	}

	/**
	 * Records how many bytes count as those of the MP3 of a claimed conversion, while
	 * that is live.
	 * @param claimed what {@link #claim} returned
	 * @param bytes number of bytes
	 * @return {@code false} if the claim is lost
	 */
	public boolean reserveMp3(Conversion claimed, long bytes) {
		return change(claimed, new Update().set("storage.reservedMp3Bytes", bytes));
	}

	/**
	 * Ends a conversion with its MP3.
	 * @param claimed what {@link #claim} returned
	 * @param mp3 the stored result
	 * @return {@code false} if the claim is lost; the MP3 is then the caller's to delete
	 */
	public boolean complete(Conversion claimed, Mp3 mp3) {
		Update completed = finished(ConversionState.COMPLETED, EventType.CONVERSION_FINISHED).set("mp3", mp3);
		Duration period = claimed.retention().mp3Period();
		return finish(claimed, (period != null)
				? completed.set("retention.mp3ExpiresAt", this.clock.instant().plus(period)) : completed);
	}

	/**
	 * Ends a conversion without an MP3.
	 * @param claimed what {@link #claim} returned
	 * @param failure the reason
	 * @return {@code false} if the claim is lost
	 */
	public boolean fail(Conversion claimed, Failure failure) {
		return finish(claimed, finished(ConversionState.FAILED, EventType.CONVERSION_FINISHED).set("failure", failure));
	}

	private Update finished(ConversionState state, EventType event) {
		Instant now = this.clock.instant();
		return new Update().set("state", state)
			.set("finishedAt", now)
			.set(event.path(), OutboxEntry.due(this.tracing.currentContext(), now))
			.set("retention.nextAt", now)
			.unset(EventType.VIDEO_UPLOADED.path("dueAt"))
			.unset("leaseUntil")
			.unset("notBefore")
			.unset("wakeAt")
			.unset("progress");
	}

	private boolean finish(Conversion claimed, Update update) {
		boolean finished = change(claimed, update);
		if (finished) {
			this.lanes.ends(claimed.owner(), claimed.id());
			this.events.publishEvent(new EventDue(claimed.id(), EventType.CONVERSION_FINISHED));
		}
		return finished;
	}

	/**
	 * Hands a claimed conversion back for another attempt.
	 * @param claimed what {@link #claim} returned
	 * @param delay how long the next attempt must wait
	 * @return {@code false} if the claim is lost
	 */
	public boolean retryLater(Conversion claimed, Duration delay) {
		Instant next = this.clock.instant().plus(delay);
		boolean returned = change(claimed,
				new Update().set("state", ConversionState.QUEUED)
					.set("notBefore", next)
					.set("wakeAt", next.plus(WAKE_INTERVAL))
					.set(EventType.VIDEO_UPLOADED.path("dueAt"), next)
					.unset("leaseUntil")
					.unset("progress"));
		if (returned) {
			this.lanes.returns(claimed.owner(), claimed.id(), next);
			correctIfMoved(claimed.owner(), claimed.id(), Place.WAITS);
		}
		return returned;
	}

	/**
	 * Hands a claimed conversion back as if it had not been claimed: the attempt does not
	 * count, and the next one may begin at once. The message is left to the relays of
	 * other processes, as this one is about to end.
	 * @param claimed what {@link #claim} returned
	 * @return {@code false} if the claim is lost
	 */
	public boolean handBack(Conversion claimed) {
		Instant now = this.clock.instant();
		boolean returned = change(claimed,
				new Update().set("state", ConversionState.QUEUED)
					.inc("attempt", -1)
					.set("wakeAt", now.plus(WAKE_INTERVAL))
					.set(EventType.VIDEO_UPLOADED.path("dueAt"), now)
					.unset("worker")
					.unset("leaseUntil")
					.unset("progress"));
		if (returned) {
			this.lanes.returns(claimed.owner(), claimed.id(), claimed.createdAt());
			correctIfMoved(claimed.owner(), claimed.id(), Place.WAITS);
		}
		return returned;
	}

	/**
	 * Returns whether a claim is still held. Costs a read of one document by its id.
	 * @param claimed what {@link #claim} returned
	 * @return {@code false} if the claim is lost, because the conversion was deleted or
	 * taken over
	 */
	public boolean isClaimed(Conversion claimed) {
		// a count would be an aggregation, which costs several times as much
		Query id = stillClaimed(claimed);
		id.fields().include("_id");
		return this.mongo.findOne(id, Document.class, Conversion.COLLECTION) != null;
	}

	private boolean change(Conversion claimed, Update update) {
		return this.mongo.updateFirst(stillClaimed(claimed), update, Conversion.class).getMatchedCount() == 1;
	}

	private static Query stillClaimed(Conversion claimed) {
		// the worker too, because an attempt that was handed back gives its number away
		return Query.query(existing(claimed.id()).and("state")
			.is(ConversionState.CONVERTING)
			.and("attempt")
			.is(claimed.attempt())
			.and("worker")
			.is(claimed.worker()));
	}

	/**
	 * Marks an owner's conversion as deleted and stops it if it is live. It can't be
	 * found from then on. Its files are still there.
	 * @param id its id
	 * @param ownerId id of the account that asks
	 * @return the conversion as it was when it was marked; empty if the owner has no such
	 * conversion
	 */
	public Optional<Conversion> markDeleted(String id, String ownerId) {
		Instant now = this.clock.instant();
		Update cancelled = new Update().set("state", ConversionState.CANCELLED)
			.set("finishedAt", now)
			.set("deletedAt", now)
			.unset("leaseUntil")
			.unset("wakeAt")
			.unset("progress");
		Update deleted = Update.update("deletedAt", now);
		for (EventType type : EventType.values()) {
			cancelled.unset(type.path("dueAt"));
			deleted.unset(type.path("dueAt"));
		}
		Criteria live = existing(id).and("owner").is(ownerId).and("state").in(ConversionState.LIVE);
		Criteria ended = existing(id).and("owner").is(ownerId).and("state").nin(ConversionState.LIVE);
		Optional<Conversion> stopped = Optional
			.ofNullable(this.mongo.findAndModify(Query.query(live), cancelled, Conversion.class));
		if (stopped.isPresent()) {
			this.lanes.ends(ownerId, id);
		}
		// a live conversion may end in between, but an ended one never comes back to life
		return stopped
			.or(() -> Optional.ofNullable(this.mongo.findAndModify(Query.query(ended), deleted, Conversion.class)));
	}

	/**
	 * Lists conversions that were marked as deleted some time ago and are still there,
	 * oldest first.
	 * @param before latest time of the mark
	 * @param limit the greatest number of conversions
	 * @return the conversions
	 */
	public List<Conversion> deletedBefore(Instant before, int limit) {
		return this.mongo.find(
				Query.query(Criteria.where("deletedAt").lt(before)).with(Sort.by("deletedAt")).limit(limit),
				Conversion.class);
	}

	/**
	 * Removes the document of a conversion that is marked as deleted.
	 * @param id its id
	 */
	public void remove(String id) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id).and("deletedAt").ne(null)), Conversion.class);
	}

	/**
	 * Arms a fresh message for one live conversion that nothing has happened to for too
	 * long: its message was lost, or its worker has died.
	 * @return the conversion; empty if there is none
	 */
	public Optional<Conversion> wakeOverdue() {
		Instant now = this.clock.instant();
		Query overdue = Query
			.query(Criteria.where("wakeAt").lte(now).and("deletedAt").isNull().and("state").in(ConversionState.LIVE));
		Conversion conversion = this.mongo.findOne(overdue, Conversion.class);
		if (conversion == null || conversion.wakeAt() == null) {
			return Optional.empty();
		}
		Update wake = new Update().set("wakeAt", now.plus(WAKES.after(conversion.wakes() + 1)))
			.inc("wakes", 1)
			.set(EventType.VIDEO_UPLOADED.path("dueAt"), now);
		Query unchanged = Query.query(existing(conversion.id()).and("wakeAt").is(conversion.wakeAt()));
		if (this.mongo.updateFirst(unchanged, wake, Conversion.class).getMatchedCount() == 1) {
			this.events.publishEvent(new EventDue(conversion.id(), EventType.VIDEO_UPLOADED));
		}
		return Optional.of(conversion);
	}

	/**
	 * Returns whether a conversion that is not deleted refers to a file.
	 * @param conversionId the conversion
	 * @param file the file's id
	 * @return whether the file is its video or its MP3, and has not gone
	 */
	public boolean refersTo(String conversionId, ObjectId file) {
		return find(conversionId).filter((conversion) -> refersTo(conversion, file)).isPresent();
	}

	/**
	 * Returns whether any conversion that is not deleted refers to a file. Costs a look
	 * at all of them.
	 * @param file the file's id
	 * @return whether the file is the video or the MP3 of one, and has not gone
	 */
	public boolean refersTo(ObjectId file) {
		Criteria either = new Criteria().orOperator(Criteria.where("video.fileId").is(file),
				Criteria.where("mp3.file.fileId").is(file));
		Query query = Query.query(new Criteria().andOperator(Criteria.where("deletedAt").isNull(), either));
		return this.mongo.find(query, Conversion.class).stream().anyMatch((found) -> refersTo(found, file));
	}

	/**
	 * Goes through all conversions whose MP3 is kept.
	 * @param action what to do with each and its MP3
	 */
	public void eachWithMp3(BiConsumer<Conversion, Mp3> action) {
		Instant until = this.clock.instant().plusMillis(1);
		List<Conversion> page = finished(Position.before(Instant.EPOCH), until, PAGE);
		while (!page.isEmpty()) {
			for (Conversion conversion : page) {
				if (conversion.mp3() != null && conversion.retention().mp3ExpiredAt() == null) {
					action.accept(conversion, conversion.mp3());
				}
			}
			page = finished(Position.ofEnd(page.get(page.size() - 1)), until, PAGE);
		}
	}

	private static boolean refersTo(Conversion conversion, ObjectId file) {
		if (conversion.video().fileId().equals(file)) {
			return conversion.retention().videoRemovedAt() == null;
		}
		return conversion.mp3() != null && conversion.mp3().file().fileId().equals(file)
				&& conversion.retention().mp3ExpiredAt() == null;
	}

	private static Criteria existing(String id) {
		return Criteria.where("_id").is(id).and("deletedAt").isNull();
	}

	/**
	 * Where a conversion is in the lane of its owner.
	 */
	private enum Place {

		WAITS, RUNS, ENDED

	}

}
