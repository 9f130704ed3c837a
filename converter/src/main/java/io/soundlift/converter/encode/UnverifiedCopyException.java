package io.soundlift.converter.encode;

import java.io.Serial;

/**
 * Thrown when an MP3 track can't be copied so that its frames are proven to be the same.
 */
final class UnverifiedCopyException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	UnverifiedCopyException(String message) {
		super(message);
	}

}
