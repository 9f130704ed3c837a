package io.soundlift.gateway.webhook;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.soundlift.journey.webhook.WebhookDelivery;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the owner of its webhook sees it. What does not apply is absent.
 *
 * @param id id of the event
 * @param type what it tells
 * @param state where the delivery stands
 * @param tries how many times it was sent
 * @param createdAt when the event was recorded
 * @param triedAt when it was last sent
 * @param nextTryAt when it may be sent next
 * @param endedAt when it was delivered or given up
 * @param status status code of the last answer
 * @param answer beginning of the last answer's body
 * @param problem what went wrong at the last try
 * @param body what is sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryView(String id, String type, String state, int tries, Instant createdAt, @Nullable Instant triedAt,
		@Nullable Instant nextTryAt, @Nullable Instant endedAt, @Nullable Integer status, @Nullable String answer,
		@Nullable String problem, @JsonRawValue String body) {

	static DeliveryView of(WebhookDelivery delivery) {
		return new DeliveryView(delivery.eventId(), delivery.type().code(), delivery.state().lowerCaseName(),
				delivery.tries(), delivery.createdAt(), delivery.triedAt(), delivery.dueAt(), delivery.endedAt(),
				delivery.status(), delivery.answer(), delivery.problem(), delivery.body());
	}

	/**
	 * Deliveries of a webhook.
	 *
	 * @param deliveries the deliveries, newest first
	 */
	record DeliveryList(List<DeliveryView> deliveries) {
	}

}
