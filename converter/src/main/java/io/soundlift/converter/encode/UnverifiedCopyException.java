package io.soundlift.converter.encode;

/**
 * Thrown when an MP3 track can't be copied so that its frames are proven to be the same.
 */
final class UnverifiedCopyException extends RuntimeException {

	UnverifiedCopyException(String message) {
		super(message);
	}

}
