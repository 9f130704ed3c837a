package io.soundlift.gateway.journey;

import org.jspecify.annotations.Nullable;

/**
 * Traces can't be read at the moment.
 */
final class TempoException extends RuntimeException {

	TempoException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
