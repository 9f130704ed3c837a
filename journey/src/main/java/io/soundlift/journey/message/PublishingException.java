package io.soundlift.journey.message;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;

/**
 * Thrown if the broker did not take responsibility for a message.
 */
public final class PublishingException extends AmqpException {

	/**
	 * Creates an exception without a cause.
	 * @param message response of the broker
	 */
	public PublishingException(String message) {
		this(message, null);
	}

	PublishingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
