package io.soundlift.converter.growing;

import java.io.IOException;

/**
 * Thrown when a video can't be decoded before its last byte has arrived.
 */
final class NotStreamableException extends IOException {

	private static final long serialVersionUID = 1L;

	NotStreamableException(String message) {
		super(message);
	}

}
