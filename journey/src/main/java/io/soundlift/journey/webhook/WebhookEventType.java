package io.soundlift.journey.webhook;

import java.util.Arrays;
import java.util.Optional;

import io.soundlift.journey.conversion.ConversionState;

/**
 * Type of event that a webhook reports.
 */
public enum WebhookEventType {

	/** The MP3 is ready. */
	CONVERSION_COMPLETED("conversion.completed"),

	/** There is no MP3, and why. */
	CONVERSION_FAILED("conversion.failed"),

	/** The owner has deleted the conversion before it ended. */
	CONVERSION_CANCELLED("conversion.cancelled"),

	/** Test event, sent at the owner's request. */
	PING("webhook.ping");

	private final String code;

	WebhookEventType(String code) {
		this.code = code;
	}

	/**
	 * Returns the stable name of the type.
	 * @return lower-case words with a dot between
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Returns the id of the one event of this type that a conversion has. It has no dot,
	 * which separates the parts of the signed content.
	 * @param subject id of the conversion
	 * @return the id, the same each time
	 */
	String eventId(String subject) {
		return "evt_" + subject + "_" + this.code.substring(this.code.indexOf('.') + 1);
	}

	/**
	 * Returns whether owners can subscribe to it.
	 * @return {@code false} for the ping
	 */
	public boolean isSubscribable() {
		return this != PING;
	}

	/**
	 * Finds a type that owners can choose.
	 * @param code its stable name
	 * @return the type; empty if there is none of this name
	 */
	public static Optional<WebhookEventType> subscribable(String code) {
		return Arrays.stream(values()).filter((type) -> type.isSubscribable() && type.code.equals(code)).findFirst();
	}

	/**
	 * Finds the type of event for a conversion that has ended.
	 * @param state its state
	 * @return the type; empty if there is no event
	 */
	public static Optional<WebhookEventType> of(ConversionState state) {
		return switch (state) {
			case COMPLETED -> Optional.of(CONVERSION_COMPLETED);
			case FAILED -> Optional.of(CONVERSION_FAILED);
			case CANCELLED -> Optional.of(CONVERSION_CANCELLED);
			case QUEUED, CONVERTING -> Optional.empty();
		};
	}

}
