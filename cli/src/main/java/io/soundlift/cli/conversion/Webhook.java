package io.soundlift.cli.conversion;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Webhook as returned by the API, as far as this program needs it.
 *
 * @param id 32 hexadecimal digits
 * @param url target of the events
 * @param events types of the events that are sent
 * @param state one of enabled, disabled, suspended
 * @param reason reason why the server has disabled it; {@code null} if it has not
 * @param failures number of failed attempts since the last success
 * @param secret key that signs its requests; {@code null} except in the response to its
 * creation and rotation
 * @param previousSecretValidUntil until when the previous secret stays valid;
 * {@code null} if it does not
 */
record Webhook(String id, String url, List<String> events, String state, @Nullable String reason, int failures,
		@Nullable String secret, @Nullable Instant previousSecretValidUntil) {

	/**
	 * Omits the secret.
	 */
	@Override
	public String toString() {
		return "Webhook[id=" + this.id + "]";
	}

	/**
	 * Webhooks of an account.
	 *
	 * @param webhooks the webhooks, oldest first
	 */
	record All(List<Webhook> webhooks) {

	}

	/**
	 * Delivery to a webhook, past or pending.
	 *
	 * @param id id of the event
	 * @param state one of waiting, delivered, failed
	 * @param tries number of attempts
	 * @param createdAt when the event was recorded
	 * @param status status code of the last response; {@code null} if there was none
	 * @param problem problem of the last attempt; {@code null} if there was none
	 */
	record Delivery(String id, String state, int tries, Instant createdAt, @Nullable Integer status,
			@Nullable String problem) {

	}

	/**
	 * Deliveries to a webhook.
	 *
	 * @param deliveries the deliveries, newest first
	 */
	record Deliveries(List<Delivery> deliveries) {

	}

}
