package io.soundlift.journey.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Queue of deliveries for notifiers.
 * <p>
 * A notifier claims a webhook, sends one delivery of it, and releases it. So each
 * receiver gets one request at a time, and the webhooks take turns. A claim that does not
 * end within its lease can be taken over: the delivery is then sent again.
 */
public final class WebhookQueue {

	private static final Duration MEMORY = Duration.ofDays(30);

	/** Limits the removals of one query. */
	private static final int PAGE = 100;

	private final MongoOperations mongo;

	private final Clock clock;

	private final Duration lease;

	/**
	 * Creates the queue of a database.
	 * @param mongo the database
	 * @param clock clock of leases
	 * @param lease how long a claim holds
	 */
	public WebhookQueue(MongoOperations mongo, Clock clock, Duration lease) {
		this.mongo = mongo;
		this.clock = clock;
		this.lease = lease;
	}

	/**
	 * Claims the webhook that has been due for longest.
	 * @param busyOwners accounts whose webhooks are excluded
	 * @return the webhook; empty if none is due
	 */
	public Optional<Webhook> claim(Collection<String> busyOwners) {
		Instant now = this.clock.instant();
		Instant until = now.plus(this.lease);
		Criteria due = Criteria.where(Webhook.DUE_AT).lte(now).and(Webhook.LEASE_UNTIL).lte(now);
		if (!busyOwners.isEmpty()) {
			due.and(Webhook.OWNER).nin(busyOwners);
		}
		Update update = Update.update(Webhook.DUE_AT, until).set(Webhook.LEASE_UNTIL, until).inc(Webhook.CLAIM, 1);
		return Optional.ofNullable(this.mongo.findAndModify(Query.query(due).with(Sort.by(Webhook.DUE_AT)).limit(1),
				update, FindAndModifyOptions.options().returnNew(true), Webhook.class));
	}

	/**
	 * Records that the next delivery of a webhook is being sent.
	 * @param claimed what {@link #claim} returned
	 * @return the delivery; empty if none is due or the webhook is not enabled
	 */
	public Optional<WebhookDelivery> next(Webhook claimed) {
		if (claimed.state() != WebhookState.ENABLED) {
			return Optional.empty();
		}
		Instant now = this.clock.instant();
		Query due = Query
			.query(Criteria.where(WebhookDelivery.WEBHOOK)
				.is(claimed.id())
				.and(WebhookDelivery.DUE_AT)
				.gt(Instant.EPOCH)
				.lte(now))
			.with(Sort.by(WebhookDelivery.DUE_AT))
			.limit(1);
		Update sent = new Update().inc(WebhookDelivery.TRIES, 1).set(WebhookDelivery.TRIED_AT, now);
		return Optional.ofNullable(this.mongo.findAndModify(due, sent, FindAndModifyOptions.options().returnNew(true),
				WebhookDelivery.class));
	}

	/**
	 * Records that the receiver has accepted a delivery, and releases the webhook.
	 * @param claimed what {@link #claim} returned
	 * @param delivery what {@link #next} returned
	 * @param attempt how the try has ended
	 */
	public void delivered(Webhook claimed, WebhookDelivery delivery, WebhookAttempt attempt) {
		change(delivery, end(result(attempt), DeliveryState.DELIVERED));
		release(claimed,
				(update) -> update.set(Webhook.FAILURES, 0).unset(Webhook.FAILING_SINCE).unset(Webhook.NOT_BEFORE),
				null);
	}

	/**
	 * Records that an attempt has failed, and releases the webhook.
	 * @param claimed what {@link #claim} returned
	 * @param delivery what {@link #next} returned
	 * @param attempt how the try has ended
	 * @param retryAt when to send the delivery again; {@code null} to give it up
	 * @param notBefore when to send anything to the webhook again
	 */
	public void failed(Webhook claimed, WebhookDelivery delivery, WebhookAttempt attempt, @Nullable Instant retryAt,
			Instant notBefore) {
		change(delivery, (retryAt != null) ? result(attempt).set(WebhookDelivery.DUE_AT, retryAt)
				: end(result(attempt), DeliveryState.FAILED));
		Instant since = Objects.requireNonNullElse(claimed.failingSince(), this.clock.instant());
		release(claimed,
				(update) -> update.set(Webhook.FAILURES, claimed.failures() + 1)
					.set(Webhook.FAILING_SINCE, since)
					.set(Webhook.NOT_BEFORE, notBefore),
				notBefore);
	}

	/**
	 * Ends deliveries that have waited too long for a failing receiver.
	 * @param webhook the webhook
	 * @param before latest start of the wait
	 * @param reason why they are given up
	 * @return how many deliveries were given up
	 */
	public long giveUp(Webhook webhook, Instant before, String reason) {
		Query old = waiting(webhook.id());
		old.addCriteria(Criteria.where(WebhookDelivery.WAITING_SINCE).lte(before));
		return this.mongo
			.updateMulti(old, end(Update.update(WebhookDelivery.PROBLEM, reason), DeliveryState.FAILED),
					WebhookDelivery.class)
			.getModifiedCount();
	}

	/**
	 * Disables a webhook. Waiting deliveries are sent when its owner enables it again.
	 * @param webhook the webhook
	 * @param reason why
	 */
	public void suspend(Webhook webhook, String reason) {
		Query enabled = Query.query(Criteria.where("_id").is(webhook.id()).and(Webhook.STATE).is(WebhookState.ENABLED));
		this.mongo.updateFirst(enabled,
				Update.update(Webhook.STATE, WebhookState.SUSPENDED).set(Webhook.REASON, reason).unset(Webhook.DUE_AT),
				Webhook.class);
	}

	/**
	 * Releases a webhook without a due delivery.
	 * @param claimed what {@link #claim} returned
	 */
	public void release(Webhook claimed) {
		release(claimed, (update) -> update, null);
	}

	/**
	 * An event that is recorded while the webhook is claimed makes it due earlier, which
	 * must not be undone here.
	 */
	private void release(Webhook claimed, UnaryOperator<Update> change, @Nullable Instant notBefore) {
		Instant now = this.clock.instant();
		Instant next = nextDue(claimed, notBefore);
		Update update = change.apply(Update.update(Webhook.LEASE_UNTIL, now));
		set(update, Webhook.DUE_AT, next);
		Query unchanged = claim(claimed);
		unchanged.addCriteria(Criteria.where(Webhook.DUE_AT).is(claimed.dueAt()));
		if (this.mongo.updateFirst(unchanged, update, Webhook.class).getMatchedCount() == 0) {
			Update rest = change.apply(Update.update(Webhook.LEASE_UNTIL, now));
			if (notBefore != null) {
				rest.max(Webhook.DUE_AT, notBefore);
			}
			this.mongo.updateFirst(claim(claimed), rest, Webhook.class);
		}
	}

	private @Nullable Instant nextDue(Webhook claimed, @Nullable Instant notBefore) {
		if (claimed.state() != WebhookState.ENABLED) {
			return null;
		}
		WebhookDelivery next = this.mongo.findOne(waiting(claimed.id()).with(Sort.by(WebhookDelivery.DUE_AT)).limit(1),
				WebhookDelivery.class);
		if (next == null || next.dueAt() == null) {
			return null;
		}
		return (notBefore != null && notBefore.isAfter(next.dueAt())) ? notBefore : next.dueAt();
	}

	/**
	 * Removes the oldest deliveries of a webhook that have ended.
	 * @param webhook the webhook
	 * @param kept how many of them are kept
	 */
	public void trim(Webhook webhook, int kept) {
		Criteria ended = Criteria.where(WebhookDelivery.WEBHOOK)
			.is(webhook.id())
			.and(WebhookDelivery.ENDED_AT)
			.gt(Instant.EPOCH);
		long surplus = this.mongo.count(Query.query(ended), WebhookDelivery.class) - kept;
		if (surplus > 0) {
			remove(Query.query(ended).with(Sort.by(WebhookDelivery.ENDED_AT)).limit((int) Math.min(surplus, PAGE)));
		}
	}

	/**
	 * Removes deliveries older than a month, even if the database has not removed them
	 * itself.
	 */
	public void removeOld() {
		Query old = Query.query(Criteria.where(WebhookDelivery.CREATED_AT).lt(this.clock.instant().minus(MEMORY)))
			.limit(PAGE);
		while (remove(old) == PAGE) {
			// one page at a time, to limit the memory
		}
	}

	private int remove(Query query) {
		query.fields().include(WebhookDelivery.ID);
		List<Object> ids = this.mongo.find(query, Document.class, WebhookDelivery.COLLECTION)
			.stream()
			.map((document) -> document.get(WebhookDelivery.ID))
			.toList();
		if (!ids.isEmpty()) {
			this.mongo.remove(Query.query(Criteria.where(WebhookDelivery.ID).in(ids)), WebhookDelivery.class);
		}
		return ids.size();
	}

	private void change(WebhookDelivery delivery, Update update) {
		Query unchanged = Query.query(Criteria.where(WebhookDelivery.ID)
			.is(delivery.id())
			.and(WebhookDelivery.TRIES)
			.is(delivery.tries())
			.and(WebhookDelivery.WAITING_SINCE)
			.is(delivery.waitingSince()));
		this.mongo.updateFirst(unchanged, update, WebhookDelivery.class);
	}

	private static Update result(WebhookAttempt attempt) {
		Update update = new Update();
		set(update, WebhookDelivery.STATUS, attempt.status());
		set(update, WebhookDelivery.ANSWER, attempt.answer());
		set(update, WebhookDelivery.PROBLEM, attempt.problem());
		return update;
	}

	private static void set(Update update, String field, @Nullable Object value) {
		if (value != null) {
			update.set(field, value);
		}
		else {
			update.unset(field);
		}
	}

	private Update end(Update update, DeliveryState state) {
		return update.set(WebhookDelivery.STATE, state)
			.set(WebhookDelivery.ENDED_AT, this.clock.instant())
			.unset(WebhookDelivery.DUE_AT);
	}

	/**
	 * Returns the query for the waiting deliveries of a webhook.
	 */
	static Query waiting(String webhook) {
		// ended deliveries have no such time, which sorts first in the index
		return Query
			.query(Criteria.where(WebhookDelivery.WEBHOOK).is(webhook).and(WebhookDelivery.DUE_AT).gt(Instant.EPOCH));
	}

	private static Query claim(Webhook claimed) {
		return Query.query(Criteria.where("_id").is(claimed.id()).and(Webhook.CLAIM).is(claimed.claim()));
	}

}
