package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.outbox.EventDue;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.journey.outbox.Outbox;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.Secrets;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Conversions as their owners see them: created, listed and deleted.
 * <p>
 * Each transition is one conditional update of one document, which carries the event that
 * it causes in the same update. {@link Claims} has those of workers.
 */
public final class Conversions {

	/**
	 * Time without an effect of a message after which a new one is sent.
	 */
	static final Duration WAKE_INTERVAL = Duration.ofMinutes(1);

	private final MongoOperations mongo;

	private final JourneyTracing tracing;

	private final ApplicationEventPublisher events;

	private final ConversionQueue queue;

	private final DeletedConversions deleted;

	private final RetentionPolicy retention;

	private final Clock clock;

	/**
	 * Creates the conversions of a database.
	 * @param mongo the database
	 * @param tracing supplier of the trace that a change belongs to
	 * @param events consumer of every event that can be published
	 * @param queue order in which conversions are claimed
	 * @param retention how long the MP3s of uploads from now on are kept
	 * @param clock clock of conversions
	 */
	public Conversions(MongoOperations mongo, JourneyTracing tracing, ApplicationEventPublisher events,
			ConversionQueue queue, RetentionPolicy retention, Clock clock) {
		this.mongo = mongo;
		this.tracing = tracing;
		this.events = events;
		this.queue = queue;
		this.deleted = new DeletedConversions(mongo, clock);
		this.retention = retention;
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		index(new Index().on(Fields.OWNER, Sort.Direction.ASC)
			.on(Fields.DELETED_AT, Sort.Direction.ASC)
			.on(Fields.CREATED_AT, Sort.Direction.DESC)
			.on(Fields.ID, Sort.Direction.DESC)
			.named("ownerNewest"));
		index(new Index().on(Fields.OWNER, Sort.Direction.ASC)
			.on(Fields.STATE, Sort.Direction.ASC)
			.named("ownerState"));
		index(new Index().on(Fields.OWNER, Sort.Direction.ASC)
			.on(Fields.CHANGED_AT, Sort.Direction.ASC)
			.named("ownerChanged"));
		index(new Index().on(Fields.WAKE_AT, Sort.Direction.ASC).named("wakeAt").sparse());
		index(new Index().on(Fields.FINISHED_AT, Sort.Direction.ASC)
			.on(Fields.ID, Sort.Direction.ASC)
			.named("finishedOldest"));
		index(new Index().on(Fields.DELETED_AT, Sort.Direction.ASC).named("deletedAt").sparse());
		index(new Index().on(Fields.RETENTION_NEXT_AT, Sort.Direction.ASC)
			.on(Fields.FINISHED_AT, Sort.Direction.ASC)
			.named("retention"));
		index(new Index().on(Fields.STATE, Sort.Direction.ASC)
			.on(Fields.DELETED_AT, Sort.Direction.ASC)
			.on(Fields.CREATED_AT, Sort.Direction.ASC)
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
	 * @param owner owner of the video
	 * @param fileName the video's name, cleaned
	 * @param options options of the conversion
	 * @param video the stored file
	 * @param maxAccountBytes maximum number of bytes that all videos and MP3s of the
	 * owner may have; {@code null} for no limit
	 * @return the conversion in state {@link ConversionState#QUEUED}
	 */
	public Conversion accept(String id, Owner owner, String fileName, ConversionOptions options, StoredFile video,
			@Nullable Long maxAccountBytes) {
		Instant now = this.clock.instant();
		Outbox outbox = new Outbox(OutboxEntry.due(this.tracing.currentContext(), now), null);
		JourneyStep upload = this.tracing.endingStep();
		Conversion conversion = new Conversion(id, owner.id(), owner.email(), fileName, options, video, null, null,
				ConversionState.QUEUED, 0, null, null, null, now.plus(WAKE_INTERVAL), 0, null, null,
				this.tracing.currentTraceId(), now, null, null, null, now, outbox,
				RetentionState.ofUpload(this.retention.mp3Period()), new StorageState(maxAccountBytes, null),
				new JourneyLog((upload != null) ? List.of(upload) : List.of(), null, List.of()));
		this.mongo.insert(conversion);
		this.queue.note(conversion);
		this.events.publishEvent(new EventDue(id, EventType.VIDEO_UPLOADED));
		return conversion;
	}

	/**
	 * Finds a conversion of any owner.
	 * @param id its id
	 * @return the conversion; empty if there is none or its owner has deleted it
	 */
	public Optional<Conversion> find(String id) {
		return find(existing(id));
	}

	/**
	 * Returns whether a conversion is live. Once it is no longer live, it never becomes
	 * live again.
	 * @param id its id
	 * @return {@code false} also if there is none or its owner has deleted it
	 */
	public boolean isLive(String id) {
		return find(id).map(Conversion::state).filter(ConversionState::isLive).isPresent();
	}

	/**
	 * Returns whether a conversion is live, or will be created from an upload that has
	 * not ended.
	 * @param id its id, which is that of the upload
	 * @return whether work on it can be useful
	 */
	public boolean isAwaited(String id) {
		// again, as an upload may have become the conversion between the two looks
		return isLive(id) || GrowingUploads.isUnfinished(this.mongo, id) || isLive(id);
	}

	/**
	 * Finds a conversion of an owner.
	 * @param id its id
	 * @param ownerId id of the requesting account
	 * @return the conversion; empty also if it belongs to another account
	 */
	public Optional<Conversion> findOwned(String id, String ownerId) {
		return find(existing(id).and(Fields.OWNER).is(ownerId));
	}

	private Optional<Conversion> find(Criteria criteria) {
		return Optional.ofNullable(this.mongo.findOne(Query.query(criteria), Conversion.class));
	}

	/**
	 * Returns the waveform of a conversion's MP3.
	 * @param id id of the conversion
	 * @return peaks of parts of equal length, from 0 for silence to 255 for full scale;
	 * empty if it has none, because its audio was copied or an older version has
	 * converted it
	 */
	public byte[] waveform(String id) {
		Query query = Query.query(existing(id));
		query.fields().include(Fields.WAVEFORM);
		Document found = this.mongo.findOne(query, Document.class, Conversion.COLLECTION);
		return (found != null && found.get(Fields.WAVEFORM) instanceof Binary peaks) ? peaks.getData() : new byte[0];
	}

	/**
	 * Lists an owner's conversions, newest first.
	 * @param ownerId id of the account
	 * @param after the conversion to go on after; {@code null} to begin
	 * @param limit the maximum number of conversions
	 * @return the conversions, without their journeys and waveforms
	 */
	public List<Conversion> list(String ownerId, @Nullable Position after, int limit) {
		Query query = newest(ownerId, after).limit(limit);
		query.fields().exclude(JourneyLog.PATH, Fields.WAVEFORM);
		return this.mongo.find(query, Conversion.class);
	}

	/**
	 * Returns the query for an owner's conversions, newest first.
	 * @param ownerId id of the account
	 * @param after the conversion to go on after; {@code null} to begin
	 * @return query to be narrowed down
	 */
	static Query newest(String ownerId, @Nullable Position after) {
		Criteria criteria = Criteria.where(Fields.OWNER).is(ownerId).and(Fields.DELETED_AT).isNull();
		if (after != null) {
			criteria.orOperator(Criteria.where(Fields.CREATED_AT).lt(after.time()),
					Criteria.where(Fields.CREATED_AT).is(after.time()).and(Fields.ID).lt(after.id()));
		}
		return Query.query(criteria).with(Sort.by(Sort.Direction.DESC, Fields.CREATED_AT, Fields.ID));
	}

	/**
	 * Finds conversions of an owner.
	 * @param ids their ids
	 * @param ownerId id of the requesting account
	 * @return those that there are, in no order, without their journeys and waveforms
	 */
	public List<Conversion> findOwned(Collection<String> ids, String ownerId) {
		Query query = Query
			.query(Criteria.where(Fields.ID).in(ids).and(Fields.OWNER).is(ownerId).and(Fields.DELETED_AT).isNull());
		query.fields().exclude(JourneyLog.PATH, Fields.WAVEFORM);
		return this.mongo.find(query, Conversion.class);
	}

	/**
	 * Iterates over the conversions of owners with changes that are visible to them. A
	 * deleted conversion is included until its documents are removed; from then on
	 * {@link DeletedConversions} has it.
	 * @param ownerIds ids of the accounts
	 * @param since earliest time of the change, by the clock of the process that made it
	 * @param action what to do with each, in no order, without its journey
	 */
	public void eachChanged(Collection<String> ownerIds, Instant since, Consumer<Conversion> action) {
		Query query = Query.query(Criteria.where(Fields.OWNER).in(ownerIds).and(Fields.CHANGED_AT).gte(since));
		query.fields().exclude(JourneyLog.PATH);
		try (Stream<Conversion> changed = this.mongo.stream(query, Conversion.class)) {
			changed.forEach(action);
		}
	}

	/**
	 * Lists the ids of an owner's live conversions that are not deleted.
	 * @param ownerId id of the account
	 * @param limit the maximum number of ids
	 * @return the ids in no order
	 */
	public List<String> liveIds(String ownerId, int limit) {
		Query query = Query
			.query(Criteria.where(Fields.OWNER)
				.is(ownerId)
				.and(Fields.STATE)
				.in(ConversionState.LIVE)
				.and(Fields.DELETED_AT)
				.isNull())
			.limit(limit);
		query.fields().include(Fields.ID);
		List<String> ids = new ArrayList<>();
		this.mongo.executeQuery(query, Conversion.COLLECTION, (document) -> ids.add(document.getString(Fields.ID)));
		return ids;
	}

	/**
	 * Returns whether a conversion that is not deleted refers to a file.
	 * @param conversionId the conversion
	 * @param file the file's id
	 * @return whether the file is its video or its MP3, and was not removed
	 */
	public boolean refersTo(String conversionId, ObjectId file) {
		return find(conversionId).filter((conversion) -> conversion.refersTo(file)).isPresent();
	}

	/**
	 * Marks an owner's conversion as deleted and stops it if it is live. It can't be
	 * found from then on. Its files are still there.
	 * @param id its id
	 * @param ownerId id of the requesting account
	 * @return the conversion as it was when it was marked; empty if the owner has no such
	 * conversion
	 */
	public Optional<Conversion> markDeleted(String id, String ownerId) {
		Instant now = this.clock.instant();
		Update cancelled = new Update().set(Fields.STATE, ConversionState.CANCELLED)
			.set(Fields.FINISHED_AT, now)
			.set(Fields.DELETED_AT, now)
			.set(Fields.CHANGED_AT, now)
			.unset(Fields.LEASE_UNTIL)
			.unset(Fields.WAKE_AT)
			.unset(Fields.PROGRESS);
		Update deleted = new Update().set(Fields.DELETED_AT, now).set(Fields.CHANGED_AT, now);
		for (EventType type : EventType.values()) {
			cancelled.unset(type.path("dueAt"));
			deleted.unset(type.path("dueAt"));
		}
		Criteria live = existing(id).and(Fields.OWNER).is(ownerId).and(Fields.STATE).in(ConversionState.LIVE);
		Criteria ended = existing(id).and(Fields.OWNER).is(ownerId).and(Fields.STATE).nin(ConversionState.LIVE);
		Optional<Conversion> stopped = Optional
			.ofNullable(this.mongo.findAndModify(Query.query(live), cancelled, Conversion.class));
		if (stopped.isPresent()) {
			this.queue.noteEnd(ownerId, id);
		}
		// a live conversion may end in between, but an ended one never becomes live again
		return stopped
			.or(() -> Optional.ofNullable(this.mongo.findAndModify(Query.query(ended), deleted, Conversion.class)));
	}

	/**
	 * Lists conversions that were marked as deleted some time ago and are still there,
	 * oldest first.
	 * @param before latest time of the mark
	 * @param limit the maximum number of conversions
	 * @return the conversions
	 */
	public List<Conversion> deletedBefore(Instant before, int limit) {
		return this.mongo.find(
				Query.query(Criteria.where(Fields.DELETED_AT).lt(before)).with(Sort.by(Fields.DELETED_AT)).limit(limit),
				Conversion.class);
	}

	/**
	 * Records a download that has ended.
	 * @param id id of the conversion; nothing is done if there is none any more
	 * @param download its record
	 */
	public void recordDownload(String id, JourneyStep download) {
		Update update = new Update().push(JourneyLog.DOWNLOADS, JourneyLog.added(download, JourneyLog.MAX_DOWNLOADS));
		this.mongo.updateFirst(Query.query(existing(id)), update, Conversion.class);
	}

	/**
	 * Removes the documents of a conversion that is marked as deleted, and records that
	 * it was deleted.
	 * @param conversion the conversion
	 */
	public void remove(Conversion conversion) {
		String id = conversion.id();
		// before the conversion is removed, so that the record can't be missing
		this.deleted.note(id, conversion.owner());
		this.mongo.remove(Query.query(Criteria.where(Fields.ID).is(id)), MailSteps.COLLECTION);
		this.mongo.remove(Query.query(Criteria.where(Shares.CONVERSION).is(id)), Shares.COLLECTION);
		this.mongo.remove(Query.query(Criteria.where(Fields.ID).is(id).and(Fields.DELETED_AT).ne(null)),
				Conversion.class);
	}

	/**
	 * Returns the criteria for a conversion that is not deleted.
	 * @param id its id
	 * @return criteria to be narrowed down
	 */
	static Criteria existing(String id) {
		return Criteria.where(Fields.ID).is(id).and(Fields.DELETED_AT).isNull();
	}

}
