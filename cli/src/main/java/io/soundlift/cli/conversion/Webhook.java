package io.soundlift.cli.conversion;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A webhook as the API shows it, as far as this program needs it.
 *
 * @param id 32 hexadecimal digits
 * @param url where events are sent
 * @param events what is sent
 * @param state one of enabled, disabled, suspended
 * @param reason why the server has switched it off; {@code null} if it has not
 * @param failures how many tries have failed since the last success
 * @param secret what its requests are signed with; {@code null} but in the answer to its
 * creation and rotation
 * @param previousSecretValidUntil until when the previous secret stays valid;
 * {@code null} if it does not
 */
record Webhook(String id, String url, List<String> events, String state, @Nullable String reason, int failures,
		@Nullable String secret, @Nullable Instant previousSecretValidUntil) {

	/**
	 * Leaves the secret out.
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
	 * What was sent to a webhook, or is to be.
	 *
	 * @param id id of the event
	 * @param state one of waiting, delivered, failed
	 * @param tries how many times it was sent
	 * @param createdAt when the event was recorded
	 * @param status status code of the last answer; {@code null} if there was none
	 * @param problem what went wrong at the last try; {@code null} if nothing did
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
