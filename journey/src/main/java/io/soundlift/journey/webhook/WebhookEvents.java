package io.soundlift.journey.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

import io.soundlift.journey.conversion.Conversion;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Records of events for the webhooks of their owner. Recording is idempotent, so an event
 * may be recorded again in case of doubt.
 */
public final class WebhookEvents {

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the records of a database.
	 * @param mongo the database
	 * @param clock clock of webhooks
	 */
	public WebhookEvents(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Records that a conversion has completed or failed, for each webhook of its owner
	 * that is subscribed to it and existed by then.
	 * @param conversion the conversion; nothing is done if it has not ended
	 */
	public void recordEnd(Conversion conversion) {
		WebhookEventType.of(conversion.state()).ifPresent((type) -> record(conversion, type));
	}

	/**
	 * Records that the owner has deleted a conversion before it ended.
	 * @param conversion the conversion
	 */
	public void recordCancellation(Conversion conversion) {
		record(conversion, WebhookEventType.CONVERSION_CANCELLED);
	}

	private void record(Conversion conversion, WebhookEventType type) {
		Instant now = this.clock.instant();
		Instant time = Objects.requireNonNullElse(conversion.finishedAt(), now);
		WebhookEvent event = WebhookEvent.of(conversion, type, now);
		for (Webhook webhook : this.mongo.find(Query.query(Criteria.where(Webhook.OWNER).is(conversion.owner())),
				Webhook.class)) {
			if (webhook.state() == WebhookState.ENABLED && webhook.events().contains(type)
					&& !webhook.createdAt().isAfter(time)) {
				record(webhook, event, now);
			}
		}
	}

	/**
	 * Records an event for one webhook.
	 */
	WebhookDelivery record(Webhook webhook, WebhookEvent event, Instant now) {
		WebhookDelivery delivery = WebhookDelivery.first(webhook, event, now);
		try {
			this.mongo.insert(delivery);
		}
		catch (DuplicateKeyException ex) {
			// the process that recorded it first may have crashed before the next line
		}
		Instant notBefore = webhook.notBefore();
		wake(webhook.id(), (notBefore != null && notBefore.isAfter(now)) ? notBefore : now);
		return delivery;
	}

	private void wake(String webhook, Instant dueAt) {
		Query enabled = Query.query(Criteria.where("_id").is(webhook).and(Webhook.STATE).is(WebhookState.ENABLED));
		this.mongo.updateFirst(enabled, new Update().min(Webhook.DUE_AT, dueAt), Webhook.class);
	}

}
