package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.soundlift.journey.outbox.EventDue;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.support.Backoff;
import org.bson.types.ObjectId;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Queries and updates of conversions for the jobs that repair the effects of crashes and
 * lost messages.
 */
public final class ConversionUpkeep {

	private static final Backoff WAKES = new Backoff(Conversions.WAKE_INTERVAL, Duration.ofHours(1));

	/** Limits the memory of a query for conversions. */
	private static final int PAGE = 200;

	private final MongoOperations mongo;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	/**
	 * Creates the upkeep of a database.
	 * @param mongo the database
	 * @param events consumer of every event that can be published
	 * @param clock clock of conversions
	 */
	public ConversionUpkeep(MongoOperations mongo, ApplicationEventPublisher events, Clock clock) {
		this.mongo = mongo;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Lists conversions of all owners that completed or failed and are not deleted,
	 * oldest end first.
	 * @param after the place to go on after
	 * @param until end of the span of time, exclusive
	 * @param limit the maximum number of conversions
	 * @return the conversions; fewer than the limit only if there are no more
	 */
	public List<Conversion> finished(Position after, Instant until, int limit) {
		// two queries, so that conversions which ended in one millisecond are read once
		List<Conversion> found = new ArrayList<>(
				finished(Criteria.where(Fields.FINISHED_AT).is(after.time()).and(Fields.ID).gt(after.id()), limit));
		if (found.size() < limit) {
			found.addAll(finished(Criteria.where(Fields.FINISHED_AT).gt(after.time()).lt(until), limit - found.size()));
		}
		return found;
	}

	private List<Conversion> finished(Criteria ended, int limit) {
		Criteria criteria = ended.and(Fields.DELETED_AT).isNull();
		return this.mongo.find(Query.query(criteria).with(Sort.by(Fields.FINISHED_AT, Fields.ID)).limit(limit),
				Conversion.class);
	}

	/**
	 * Iterates over all conversions whose MP3 is kept.
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

	/**
	 * Schedules a new message for one live conversion that has not changed for too long:
	 * its message was lost, or its worker has crashed.
	 * @return the conversion; empty if there is none
	 */
	public Optional<Conversion> wakeOverdue() {
		Instant now = this.clock.instant();
		Query overdue = Query.query(Criteria.where(Fields.WAKE_AT)
			.lte(now)
			.and(Fields.DELETED_AT)
			.isNull()
			.and(Fields.STATE)
			.in(ConversionState.LIVE));
		Conversion conversion = this.mongo.findOne(overdue, Conversion.class);
		if (conversion == null || conversion.wakeAt() == null) {
			return Optional.empty();
		}
		Update wake = new Update().set(Fields.WAKE_AT, now.plus(WAKES.after(conversion.wakes() + 1)))
			.inc(Fields.WAKES, 1)
			.set(EventType.VIDEO_UPLOADED.path("dueAt"), now);
		Query unchanged = Query
			.query(Conversions.existing(conversion.id()).and(Fields.WAKE_AT).is(conversion.wakeAt()));
		if (this.mongo.updateFirst(unchanged, wake, Conversion.class).getMatchedCount() == 1) {
			this.events.publishEvent(new EventDue(conversion.id(), EventType.VIDEO_UPLOADED));
		}
		return Optional.of(conversion);
	}

	/**
	 * Returns whether any conversion that is not deleted refers to a file. Costs a scan
	 * of all of them.
	 * @param file the file's id
	 * @return whether the file is the video or the MP3 of one, and was not removed
	 */
	public boolean refersTo(ObjectId file) {
		Criteria either = new Criteria().orOperator(Criteria.where(Fields.VIDEO_FILE).is(file),
				Criteria.where(Fields.MP3_FILE).is(file));
		Query query = Query.query(new Criteria().andOperator(Criteria.where(Fields.DELETED_AT).isNull(), either));
		return this.mongo.find(query, Conversion.class).stream().anyMatch((found) -> found.refersTo(file));
	}

}
