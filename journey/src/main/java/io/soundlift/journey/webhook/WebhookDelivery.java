package io.soundlift.journey.webhook;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Delivery of one event to one webhook.
 *
 * @param id webhook and event, so that there is one delivery of the event
 * @param webhook id of the webhook
 * @param owner id of the account
 * @param eventId id of the event, the same at each try
 * @param type type of the event
 * @param body what is sent, the same bytes at each try
 * @param state where it stands
 * @param tries how many times it was sent since {@code waitingSince}; the two together
 * are the fencing token of attempts
 * @param createdAt when the event was recorded
 * @param waitingSince since when it waits: since its creation, its last replay, or the
 * enabling of its webhook
 * @param dueAt when it may be sent next; absent when it has ended
 * @param triedAt when it was last sent; absent before
 * @param endedAt when it ended; absent while it waits
 * @param status status code of the last answer; absent without one
 * @param answer beginning of the last answer's body; absent without one
 * @param problem what went wrong at the last try; absent if nothing did
 */
@Document(WebhookDelivery.COLLECTION)
public record WebhookDelivery(@Id String id, String webhook, String owner, String eventId, WebhookEventType type,
		String body, DeliveryState state, int tries, Instant createdAt, Instant waitingSince, @Nullable Instant dueAt,
		@Nullable Instant triedAt, @Nullable Instant endedAt, @Nullable Integer status, @Nullable String answer,
		@Nullable String problem) {

	static final String COLLECTION = "webhook_deliveries";

	static final String ID = "_id";

	static final String WEBHOOK = "webhook";

	static final String STATE = "state";

	static final String TRIES = "tries";

	static final String CREATED_AT = "createdAt";

	static final String WAITING_SINCE = "waitingSince";

	static final String DUE_AT = "dueAt";

	static final String TRIED_AT = "triedAt";

	static final String ENDED_AT = "endedAt";

	static final String STATUS = "status";

	static final String ANSWER = "answer";

	static final String PROBLEM = "problem";

	static String id(String webhook, String eventId) {
		return webhook + ":" + eventId;
	}

	static WebhookDelivery first(Webhook webhook, WebhookEvent event, Instant now) {
		return new WebhookDelivery(id(webhook.id(), event.id()), webhook.id(), webhook.owner(), event.id(),
				event.type(), event.body(), DeliveryState.WAITING, 0, now, now, now, null, null, null, null, null);
	}

}
