package io.soundlift.journey.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The broker did not take responsibility for a message.
 */
final class PublishingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PublishingException(String message) {
		this(message, null);
	}

	PublishingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
