package io.soundlift.journey.message;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;

/**
 * The broker did not take responsibility for a message.
 */
public final class PublishingException extends AmqpException {

	/**
	 * Trouble without a deeper cause.
	 * @param message what the broker did
	 */
	public PublishingException(String message) {
		this(message, null);
	}

	PublishingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
