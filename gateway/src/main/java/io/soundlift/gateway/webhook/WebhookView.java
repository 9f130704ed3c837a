package io.soundlift.gateway.webhook;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookEventType;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as its owner sees it. Members that do not apply are absent.
 *
 * @param id 32 hexadecimal digits
 * @param url where events are sent
 * @param events types of the events that are sent
 * @param state whether it gets events
 * @param reason why the system has switched it off
 * @param createdAt when it was created
 * @param failures number of tries that have failed since the last success
 * @param failingSince when the first of these failed
 * @param secret the secret, in the one answer that shows it
 * @param previousSecretValidUntil time until which requests are also signed with the
 * previous secret
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookView(String id, String url, List<String> events, String state, @Nullable String reason, Instant createdAt,
		int failures, @Nullable Instant failingSince, @Nullable String secret,
		@Nullable Instant previousSecretValidUntil) {

	static WebhookView of(Webhook webhook) {
		return of(webhook, null);
	}

	static WebhookView of(Webhook webhook, @Nullable String secret) {
		return new WebhookView(webhook.id(), webhook.url(),
				webhook.events().stream().sorted().map(WebhookEventType::code).toList(),
				webhook.state().lowerCaseName(), webhook.reason(), webhook.createdAt(), webhook.failures(),
				webhook.failingSince(), secret, webhook.previousSecretUntil());
	}

	/**
	 * Leaves the secret out.
	 */
	@Override
	public String toString() {
		return "WebhookView[id=%s]".formatted(this.id);
	}

	/**
	 * Webhooks of an account.
	 *
	 * @param webhooks the webhooks, oldest first
	 */
	record WebhookList(List<WebhookView> webhooks) {
	}

}
