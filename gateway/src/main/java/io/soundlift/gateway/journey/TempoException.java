package io.soundlift.gateway.journey;

import org.jspecify.annotations.Nullable;

/**
 * Traces can't be read at the moment.
 */
final class TempoException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TempoException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
