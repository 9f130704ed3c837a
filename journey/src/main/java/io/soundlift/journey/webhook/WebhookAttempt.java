package io.soundlift.journey.webhook;

import org.jspecify.annotations.Nullable;

/**
 * Result of an attempt to deliver.
 *
 * @param status status code of the answer; {@code null} without one
 * @param answer beginning of the answer's body; {@code null} without one
 * @param problem what went wrong, as a sentence; {@code null} if nothing did
 */
public record WebhookAttempt(@Nullable Integer status, @Nullable String answer, @Nullable String problem) {

	private static final int GONE = 410;

	/**
	 * Returns whether the receiver has accepted the delivery.
	 * @return whether nothing went wrong
	 */
	public boolean isSuccess() {
		return this.problem == null;
	}

	/**
	 * Returns whether the receiver refuses all further deliveries, by status 410 in
	 * Standard Webhooks.
	 * @return whether the status code is 410
	 */
	public boolean isGone() {
		return this.status != null && this.status == GONE;
	}

}
