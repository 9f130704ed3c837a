package io.soundlift.gateway.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.webhook.WebhookDelivery;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A delivery as the owner of its webhook sees it. Members that do not apply are absent.
 *
 * @param id id of the event
 * @param type type of the event
 * @param state state of the delivery
 * @param tries number of times that it was sent
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
		@Nullable String problem, Map<String, Object> body) {

	static DeliveryView of(WebhookDelivery delivery) {
		return new DeliveryView(delivery.eventId(), delivery.type().code(), delivery.state().lowerCaseName(),
				delivery.tries(), delivery.createdAt(), delivery.triedAt(), delivery.dueAt(), delivery.endedAt(),
				delivery.status(), delivery.answer(), delivery.problem(),
				JsonMapper.shared().readValue(delivery.body(), new TypeReference<>() {
				}));
	}

	/**
	 * Deliveries of a webhook.
	 *
	 * @param deliveries the deliveries, newest first
	 */
	record DeliveryList(List<DeliveryView> deliveries) {
	}

}
