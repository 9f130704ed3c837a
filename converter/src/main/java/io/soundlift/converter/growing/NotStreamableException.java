package io.soundlift.converter.growing;

import java.io.IOException;

/**
 * A video can't be decoded before its last byte is there.
 */
final class NotStreamableException extends IOException {

	private static final long serialVersionUID = 1L;

	NotStreamableException(String message) {
		super(message);
	}

}
