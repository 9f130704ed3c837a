package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.soundlift.journey.outbox.EventType;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Schedule for the removal of ended conversions and their files, with the record of it.
 * <p>
 * A gateway claims a conversion for a limited time; afterwards another one may claim it.
 * It first records that a part is removed, so that no new use of it begins, then removes
 * the bytes, and finally releases the conversion. Each step may be repeated.
 */
public final class Retention {

	private final MongoOperations mongo;

	private final RetentionPolicy policy;

	private final Clock clock;

	/**
	 * Creates the retention of a database's conversions.
	 * @param mongo the database
	 * @param policy how long each part is kept
	 * @param clock clock of due times
	 */
	public Retention(MongoOperations mongo, RetentionPolicy policy, Clock clock) {
		this.mongo = mongo;
		this.policy = policy;
		this.clock = clock;
	}

	/**
	 * Marks all ended conversions without a due time as due: those that ended before
	 * there was retention, and those of which everything was to be kept.
	 * @return how many there were
	 */
	public long reconsider() {
		Query never = Query.query(ended().and(Fields.FINISHED_AT).ne(null).and(Fields.RETENTION_NEXT_AT).isNull());
		return this.mongo
			.updateMulti(never, Update.update(Fields.RETENTION_NEXT_AT, this.clock.instant()), Conversion.class)
			.getModifiedCount();
	}

	/**
	 * Claims the conversion that has been due for the longest time.
	 * @param lease how long the claim holds
	 * @return the conversion, with the time of the next turn if this one is not finished;
	 * empty if none is due
	 */
	public Optional<Conversion> takeDue(Duration lease) {
		Instant now = this.clock.instant();
		Query due = Query.query(ended().and(Fields.RETENTION_NEXT_AT).lte(now))
			.with(Sort.by(Fields.RETENTION_NEXT_AT))
			.limit(1);
		return Optional
			.ofNullable(this.mongo.findAndModify(due, Update.update(Fields.RETENTION_NEXT_AT, now.plus(lease)),
					FindAndModifyOptions.options().returnNew(true), Conversion.class));
	}

	/**
	 * Returns whether the whole conversion is due for removal.
	 * @param conversion an ended conversion
	 * @return whether its retention has ended
	 */
	public boolean isDue(Conversion conversion) {
		return isPast(conversionDue(conversion));
	}

	/**
	 * Returns whether the bytes of a conversion's video are due for removal.
	 * @param conversion an ended conversion
	 * @return whether its retention has ended, or it was removed already
	 */
	public boolean isVideoDue(Conversion conversion) {
		return conversion.retention().videoRemovedAt() != null || isPast(videoDue(conversion));
	}

	/**
	 * Returns whether the bytes of a conversion's MP3 are due for removal.
	 * @param conversion an ended conversion
	 * @return whether its retention has ended, or it was removed already
	 */
	public boolean isMp3Due(Conversion conversion) {
		return conversion.retention().mp3ExpiredAt() != null || isPast(mp3Due(conversion));
	}

	/**
	 * Records the removal of a conversion, as if its owner had deleted it.
	 * @param conversion an ended conversion
	 * @return whether this call has recorded it
	 */
	public boolean delete(Conversion conversion) {
		Instant now = this.clock.instant();
		Update deleted = new Update().set(Fields.DELETED_AT, now).set(Fields.CHANGED_AT, now);
		for (EventType type : EventType.values()) {
			deleted.unset(type.path("dueAt"));
		}
		return change(ended(conversion), deleted);
	}

	/**
	 * Records the removal of a conversion's video.
	 * @param conversion an ended conversion
	 * @return whether this call has recorded it
	 */
	public boolean removeVideo(Conversion conversion) {
		Instant now = this.clock.instant();
		return change(ended(conversion).and(Fields.VIDEO_REMOVED_AT).isNull(),
				Update.update(Fields.VIDEO_REMOVED_AT, now).set(Fields.CHANGED_AT, now));
	}

	/**
	 * Records the removal of a conversion's MP3.
	 * @param conversion an ended conversion
	 * @return whether this call has recorded it
	 */
	public boolean expireMp3(Conversion conversion) {
		Instant now = this.clock.instant();
		return change(ended(conversion).and(Fields.MP3_EXPIRED_AT).isNull(),
				new Update().set(Fields.MP3_EXPIRED_AT, now).set(Fields.CHANGED_AT, now).unset(Fields.WAVEFORM));
	}

	/**
	 * Releases a conversion that was claimed, until the next of its parts is due. An MP3
	 * that was to be kept for ever but no longer is, is kept for the whole period from
	 * now on.
	 * @param taken what {@link #takeDue} returned
	 */
	public void release(Conversion taken) {
		Conversion now = this.mongo.findOne(Query.query(ended(taken)), Conversion.class);
		if (now == null) {
			return;
		}
		Duration mp3Period = this.policy.mp3Period();
		Update update = new Update();
		Instant mp3Due = (now.mp3() != null) ? mp3Due(now) : null;
		if (now.mp3() != null && mp3Due == null && mp3Period != null) {
			mp3Due = this.clock.instant().plus(mp3Period);
			update.set(Fields.MP3_EXPIRES_AT, mp3Due).set(Fields.CHANGED_AT, this.clock.instant());
		}
		Instant next = earliest(conversionDue(now),
				earliest((now.retention().videoRemovedAt() == null) ? videoDue(now) : null,
						(now.retention().mp3ExpiredAt() == null) ? mp3Due : null));
		release(taken,
				(next != null) ? update.set(Fields.RETENTION_NEXT_AT, next) : update.unset(Fields.RETENTION_NEXT_AT));
	}

	/**
	 * Releases a conversion that was claimed and is not finished.
	 * @param taken what {@link #takeDue} returned
	 * @param delay time until the rest is due
	 */
	public void postpone(Conversion taken, Duration delay) {
		release(taken, Update.update(Fields.RETENTION_NEXT_AT, this.clock.instant().plus(delay)));
	}

	private void release(Conversion taken, Update update) {
		change(ended(taken).and(Fields.RETENTION_NEXT_AT).is(taken.retention().nextAt()), update);
	}

	private @Nullable Instant videoDue(Conversion conversion) {
		return after(conversion.finishedAt(), this.policy.videoPeriod(conversion.state()));
	}

	private static @Nullable Instant mp3Due(Conversion conversion) {
		return conversion.retention().mp3ExpiresAt();
	}

	private @Nullable Instant conversionDue(Conversion conversion) {
		Instant lastUse = (conversion.mp3() != null) ? conversion.retention().mp3ExpiredAt() : conversion.finishedAt();
		return after(lastUse, this.policy.conversionPeriod());
	}

	private boolean isPast(@Nullable Instant due) {
		return due != null && !due.isAfter(this.clock.instant());
	}

	private static @Nullable Instant after(@Nullable Instant begin, @Nullable Duration period) {
		return (begin != null && period != null) ? begin.plus(period) : null;
	}

	private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

	private boolean change(Criteria which, Update update) {
		return this.mongo.updateFirst(Query.query(which), update, Conversion.class).getMatchedCount() == 1;
	}

	private static Criteria ended(Conversion conversion) {
		return ended().and(Fields.ID).is(conversion.id());
	}

	/** A live conversion needs its video, whatever its other fields contain. */
	private static Criteria ended() {
		return Criteria.where(Fields.DELETED_AT).isNull().and(Fields.STATE).nin(ConversionState.LIVE);
	}

}
