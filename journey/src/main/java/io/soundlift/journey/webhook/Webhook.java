package io.soundlift.journey.webhook;

import java.time.Instant;
import java.util.Set;

import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Subscription of an account's receiver to events of its conversions, with the receiver's
 * state.
 *
 * @param id 128 random bits in 32 hexadecimal digits
 * @param owner id of the account
 * @param url where events are sent
 * @param events what is sent
 * @param secret key of signatures, encrypted
 * @param previousSecret the key before the last rotation, encrypted; absent without one
 * @param previousSecretUntil until when signatures are made with the previous key too
 * @param state whether it gets events
 * @param reason why the system has switched it off; absent otherwise
 * @param createdAt when it was created; it gets no earlier event
 * @param failures how many tries have failed since the last success
 * @param failingSince when the first of these failed; absent after a success
 * @param notBefore earliest time of the next try after a failed one; absent after a
 * success
 * @param dueAt when a delivery may be due; absent when there is none
 * @param leaseUntil end of a notifier's claim unless it is released earlier
 * @param claim how many times it was claimed; the fencing token of claims
 */
@Document(Webhook.COLLECTION)
public record Webhook(@Id String id, String owner, String url, Set<WebhookEventType> events, Binary secret,
		@Nullable Binary previousSecret, @Nullable Instant previousSecretUntil, WebhookState state,
		@Nullable String reason, Instant createdAt, int failures, @Nullable Instant failingSince,
		@Nullable Instant notBefore, @Nullable Instant dueAt, Instant leaseUntil, long claim) {

	static final String COLLECTION = "webhooks";

	static final String OWNER = "owner";

	static final String STATE = "state";

	static final String REASON = "reason";

	static final String FAILURES = "failures";

	static final String FAILING_SINCE = "failingSince";

	static final String NOT_BEFORE = "notBefore";

	static final String DUE_AT = "dueAt";

	static final String LEASE_UNTIL = "leaseUntil";

	static final String CLAIM = "claim";

	/**
	 * Omits the secrets, although they are encrypted.
	 */
	@Override
	public String toString() {
		return "Webhook[id=%s, owner=%s, state=%s]".formatted(this.id, this.owner, this.state);
	}

}
