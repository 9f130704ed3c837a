package io.soundlift.gateway.webhook;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.webhook.DeliveryView.DeliveryList;
import io.soundlift.journey.webhook.Webhook;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints that show the deliveries of a webhook and repeat them.
 */
@RestController
@RequestMapping("/api/webhooks/{id}")
class DeliveryController {

	private static final int MAX_LIMIT = 100;

	/** Calls of the API must not accumulate deliveries for an unavailable receiver. */
	private static final int MAX_WAITING = 100;

	private final OwnedWebhooks owned;

	DeliveryController(OwnedWebhooks owned) {
		this.owned = owned;
	}

	/**
	 * Returns the last deliveries of a webhook.
	 * @param id 32 hexadecimal digits
	 * @param limit maximum number of deliveries
	 */
	@GetMapping("/deliveries")
	DeliveryList deliveries(@PathVariable String id, @RequestParam(defaultValue = "20") int limit,
			@AuthenticationPrincipal Jwt token) {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new Problem(ProblemType.INVALID_PARAMETER,
					"The parameter limit must be from 1 to %d.".formatted(MAX_LIMIT));
		}
		Webhook webhook = this.owned.require(id, token);
		return new DeliveryList(this.owned.all().deliveries(webhook, limit).stream().map(DeliveryView::of).toList());
	}

	/**
	 * Sends an event again, with the same id and body.
	 * @param id 32 hexadecimal digits
	 * @param eventId id of the delivery
	 */
	@PostMapping("/deliveries/{eventId}/replay")
	@ResponseStatus(HttpStatus.ACCEPTED)
	DeliveryView replay(@PathVariable String id, @PathVariable String eventId, @AuthenticationPrincipal Jwt token) {
		Webhook webhook = this.owned.requireReady(id, token, MAX_WAITING);
		return this.owned.all()
			.replay(webhook, OwnedWebhooks.validEvent(eventId))
			.map(DeliveryView::of)
			.orElseThrow(OwnedWebhooks::missingDelivery);
	}

	/**
	 * Sends a test event without content.
	 * @param id 32 hexadecimal digits
	 */
	@PostMapping("/test")
	@ResponseStatus(HttpStatus.ACCEPTED)
	DeliveryView test(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		return DeliveryView.of(this.owned.all().ping(this.owned.requireReady(id, token, MAX_WAITING)));
	}

}
