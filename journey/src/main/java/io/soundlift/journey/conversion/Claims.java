package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.soundlift.journey.outbox.EventDue;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Claims of workers: each is a lease of one conversion, and only its holder records
 * progress and the end.
 * <p>
 * Each transition is one conditional update of one document, which carries the event that
 * it causes in the same update. The loser of a race changes nothing, which its result
 * shows.
 */
public final class Claims {

	private final MongoOperations mongo;

	private final JourneyTracing tracing;

	private final ApplicationEventPublisher events;

	private final ConversionQueue queue;

	private final Clock clock;

	/**
	 * Creates the claims of a database.
	 * @param mongo the database
	 * @param tracing supplier of the trace that a change belongs to
	 * @param events consumer of every event that can be published
	 * @param queue order in which conversions are claimed
	 * @param clock clock of leases
	 */
	public Claims(MongoOperations mongo, JourneyTracing tracing, ApplicationEventPublisher events,
			ConversionQueue queue, Clock clock) {
		this.mongo = mongo;
		this.tracing = tracing;
		this.events = events;
		this.queue = queue;
		this.clock = clock;
	}

	/**
	 * Claims a conversion for work: one that is queued and due, or one whose worker's
	 * lease has expired.
	 * @param id its id
	 * @param worker name of the worker
	 * @param lease how long the claim holds unless it is renewed
	 * @return the conversion with the number of the attempt; empty if there is nothing to
	 * claim
	 */
	public Optional<Conversion> claim(String id, String worker, Duration lease) {
		Instant now = this.clock.instant();
		Criteria queued = Conversions.existing(id)
			.and(Fields.STATE)
			.is(ConversionState.QUEUED)
			.orOperator(Criteria.where(Fields.NOT_BEFORE).isNull(), Criteria.where(Fields.NOT_BEFORE).lte(now));
		Update update = claimUpdate(worker, now, now.plus(lease));
		Conversion claimed = claim(queued, update);
		if (claimed == null) {
			claimed = takeOver(id, now, update.unset(Fields.NOT_BEFORE));
		}
		if (claimed != null && claimed.startedAt() == null) {
			this.mongo.updateFirst(Query.query(Conversions.existing(id).and(Fields.STARTED_AT).isNull()),
					new Update().set(Fields.STARTED_AT, now).set(Fields.CHANGED_AT, now), Conversion.class);
		}
		if (claimed != null) {
			this.queue.note(claimed);
		}
		return Optional.ofNullable(claimed);
	}

	private @Nullable Conversion takeOver(String id, Instant now, Update update) {
		Criteria expired = Conversions.existing(id)
			.and(Fields.STATE)
			.is(ConversionState.CONVERTING)
			.and(Fields.LEASE_UNTIL)
			.lt(now);
		Conversion abandoned = this.mongo.findOne(Query.query(expired), Conversion.class);
		if (abandoned == null || abandoned.leaseUntil() == null) {
			return null;
		}
		JourneyStep attempt = abandoned.journey().running();
		if (attempt != null) {
			add(update, attempt.brokenOff(abandoned.leaseUntil(),
					Map.of("attempt", abandoned.attempt(), "claimLost", true)));
		}
		return claim(stillClaimed(abandoned).and(Fields.LEASE_UNTIL).is(abandoned.leaseUntil()), update);
	}

	private @Nullable Conversion claim(Criteria due, Update update) {
		return this.mongo.findAndModify(Query.query(due), update, FindAndModifyOptions.options().returnNew(true),
				Conversion.class);
	}

	private Update claimUpdate(String worker, Instant now, Instant leaseUntil) {
		return new Update().set(Fields.STATE, ConversionState.CONVERTING)
			.set(Fields.CHANGED_AT, now)
			.inc(Fields.ATTEMPT, 1)
			.set(Fields.WORKER, worker)
			.set(Fields.LEASE_UNTIL, leaseUntil)
			.set(Fields.WAKE_AT, leaseUntil)
			.set(Fields.WAKES, 0)
			.set(Fields.PROGRESS, Progress.BEGIN)
			.set(JourneyLog.RUNNING, this.tracing.begin("convert").toDocument());
	}

	/**
	 * Claims the conversion whose turn it is. The owner with the fewest running
	 * conversions is next, or of several such the one that was served longest ago; of
	 * this owner, the conversion that has waited longest. Reads no conversions other than
	 * those it tries.
	 * @param wokenBy the conversion that a message is about, which is always considered
	 * @param worker name of the worker
	 * @param lease how long the claim holds unless it is renewed
	 * @return the conversion with the number of the attempt; empty if nothing can be
	 * claimed
	 */
	public Optional<Conversion> claimNext(String wokenBy, String worker, Duration lease) {
		Conversion woken = this.mongo.findOne(Query.query(Conversions.existing(wokenBy)), Conversion.class);
		ClaimOrder order = this.queue.due(woken);
		while (order.hasNext()) {
			ClaimOrder.Candidate next = order.next();
			Optional<Conversion> claimed = next.id().equals(wokenBy) ? claim(wokenBy, worker, lease)
					: claimAnother(next, worker, lease);
			if (claimed.isPresent()) {
				return claimed;
			}
		}
		// in case the update of the lane has failed
		return (woken != null) ? claim(wokenBy, worker, lease) : Optional.empty();
	}

	private Optional<Conversion> claimAnother(ClaimOrder.Candidate other, String worker, Duration lease) {
		List<Conversion> claimed = new ArrayList<>();
		this.queue.readable(other.owner(), other.id(), () -> claim(other.id(), worker, lease)
			.ifPresentOrElse(claimed::add, () -> this.queue.noteAgain(other.owner(), other.id())));
		return claimed.stream().findFirst();
	}

	/**
	 * Returns the claims that are still held. Costs one query by ids.
	 * @param claimed what {@link #claim} returned
	 * @return those of them that were neither deleted nor taken over
	 */
	public Set<Conversion> held(Collection<Conversion> claimed) {
		Query converting = Query.query(Criteria.where(Fields.ID)
			.in(claimed.stream().map(Conversion::id).toList())
			.and(Fields.DELETED_AT)
			.isNull()
			.and(Fields.STATE)
			.is(ConversionState.CONVERTING));
		converting.fields().include(Fields.ATTEMPT, Fields.WORKER);
		Map<String, Document> found = this.mongo.find(converting, Document.class, Conversion.COLLECTION)
			.stream()
			.collect(Collectors.toMap((conversion) -> conversion.getString(Fields.ID), Function.identity()));
		return claimed.stream()
			.filter((claim) -> isHeld(claim, found.get(claim.id())))
			.collect(Collectors.toUnmodifiableSet());
	}

	private static boolean isHeld(Conversion claim, @Nullable Document now) {
		return now != null && claim.attempt() == now.getInteger(Fields.ATTEMPT, -1)
				&& Objects.equals(claim.worker(), now.getString(Fields.WORKER));
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
		return change(claimed,
				soFar().set(Fields.LEASE_UNTIL, until).set(Fields.WAKE_AT, until).set(Fields.PROGRESS, progress));
	}

	/**
	 * Records how a claimed conversion is carried out.
	 * @param claimed what {@link #claim} returned
	 * @param plan the plan
	 * @return {@code false} if the claim is lost
	 */
	public boolean recordPlan(Conversion claimed, Plan plan) {
		return change(claimed, soFar().set(Fields.PLAN, plan));
	}

	/**
	 * Records the number of bytes that count as those of the MP3 while a claimed
	 * conversion is live.
	 * @param claimed what {@link #claim} returned
	 * @param bytes number of bytes
	 * @return {@code false} if the claim is lost
	 */
	public boolean reserveMp3(Conversion claimed, long bytes) {
		return change(claimed, new Update().set(Fields.RESERVED_MP3_BYTES, bytes));
	}

	/**
	 * Ends a conversion with its MP3.
	 * @param claimed what {@link #claim} returned
	 * @param mp3 the stored result
	 * @return {@code false} if the claim is lost; the MP3 is then the caller's to delete
	 */
	public boolean complete(Conversion claimed, Mp3 mp3) {
		return complete(claimed, mp3, new byte[0]);
	}

	/**
	 * Ends a conversion with its MP3 and a waveform.
	 * @param claimed what {@link #claim} returned
	 * @param mp3 the stored result
	 * @param peaks peaks of up to 1,000 parts of the audio, a byte for each; empty for no
	 * waveform
	 * @return {@code false} if the claim is lost; the MP3 is then the caller's to delete
	 */
	public boolean complete(Conversion claimed, Mp3 mp3, byte[] peaks) {
		Update completed = finished(ConversionState.COMPLETED, EventType.CONVERSION_FINISHED).set(Fields.MP3, mp3);
		if (peaks.length > 0) {
			completed.set(Fields.WAVEFORM, peaks);
		}
		Duration period = claimed.retention().mp3Period();
		return finish(claimed,
				(period != null) ? completed.set(Fields.MP3_EXPIRES_AT, this.clock.instant().plus(period)) : completed);
	}

	/**
	 * Ends a conversion without an MP3.
	 * @param claimed what {@link #claim} returned
	 * @param failure the reason
	 * @return {@code false} if the claim is lost
	 */
	public boolean fail(Conversion claimed, Failure failure) {
		return finish(claimed,
				finished(ConversionState.FAILED, EventType.CONVERSION_FINISHED).set(Fields.FAILURE, failure));
	}

	private Update finished(ConversionState state, EventType event) {
		Instant now = this.clock.instant();
		return ended().set(Fields.STATE, state)
			.set(Fields.FINISHED_AT, now)
			.set(event.path(), OutboxEntry.due(this.tracing.currentContext(), now))
			.set(Fields.RETENTION_NEXT_AT, now)
			.unset(EventType.VIDEO_UPLOADED.path("dueAt"))
			.unset(Fields.LEASE_UNTIL)
			.unset(Fields.NOT_BEFORE)
			.unset(Fields.WAKE_AT)
			.unset(Fields.PROGRESS);
	}

	private boolean finish(Conversion claimed, Update update) {
		boolean finished = change(claimed, update);
		if (finished) {
			this.queue.noteEnd(claimed.owner(), claimed.id());
			this.events.publishEvent(new EventDue(claimed.id(), EventType.CONVERSION_FINISHED));
		}
		return finished;
	}

	/**
	 * Returns a claimed conversion to the queue for another attempt.
	 * @param claimed what {@link #claim} returned
	 * @param delay how long the next attempt must wait
	 * @return {@code false} if the claim is lost
	 */
	public boolean retryLater(Conversion claimed, Duration delay) {
		Instant next = this.clock.instant().plus(delay);
		boolean returned = change(claimed,
				ended().set(Fields.STATE, ConversionState.QUEUED)
					.set(Fields.NOT_BEFORE, next)
					.set(Fields.WAKE_AT, next.plus(Conversions.WAKE_INTERVAL))
					.set(EventType.VIDEO_UPLOADED.path("dueAt"), next)
					.unset(Fields.LEASE_UNTIL)
					.unset(Fields.PROGRESS));
		if (returned) {
			this.queue.noteReturn(claimed, next);
		}
		return returned;
	}

	/**
	 * Returns a claimed conversion to the queue as if it had not been claimed: the
	 * attempt does not count, and the next one may begin at once. The message is left to
	 * the relays of other processes, as this one is about to end.
	 * @param claimed what {@link #claim} returned
	 * @return {@code false} if the claim is lost
	 */
	public boolean handBack(Conversion claimed) {
		Instant now = this.clock.instant();
		boolean returned = change(claimed,
				ended().set(Fields.STATE, ConversionState.QUEUED)
					.inc(Fields.ATTEMPT, -1)
					.set(Fields.WAKE_AT, now.plus(Conversions.WAKE_INTERVAL))
					.set(EventType.VIDEO_UPLOADED.path("dueAt"), now)
					.unset(Fields.WORKER)
					.unset(Fields.LEASE_UNTIL)
					.unset(Fields.PROGRESS));
		if (returned) {
			this.queue.noteReturn(claimed, claimed.createdAt());
		}
		return returned;
	}

	/**
	 * Returns an update that records the step of the attempt as far as it has come.
	 */
	private Update soFar() {
		JourneyStep attempt = this.tracing.ongoingStep();
		return (attempt != null) ? Update.update(JourneyLog.RUNNING, attempt.toDocument()) : new Update();
	}

	/**
	 * Returns an update that records that the attempt ends here.
	 */
	private Update ended() {
		JourneyStep attempt = this.tracing.endingStep();
		Update update = new Update().unset(JourneyLog.RUNNING);
		return (attempt != null) ? add(update, attempt) : update;
	}

	private static Update add(Update update, JourneyStep attempt) {
		return update.push(JourneyLog.STEPS, JourneyLog.added(attempt, JourneyLog.MAX_STEPS));
	}

	private boolean change(Conversion claimed, Update update) {
		update.set(Fields.CHANGED_AT, this.clock.instant());
		return this.mongo.updateFirst(Query.query(stillClaimed(claimed)), update, Conversion.class)
			.getMatchedCount() == 1;
	}

	private static Criteria stillClaimed(Conversion claimed) {
		// the worker too, because the number of a returned attempt is used again
		return Conversions.existing(claimed.id())
			.and(Fields.STATE)
			.is(ConversionState.CONVERTING)
			.and(Fields.ATTEMPT)
			.is(claimed.attempt())
			.and(Fields.WORKER)
			.is(claimed.worker());
	}

}
