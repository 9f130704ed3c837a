package io.soundlift.converter.encode;

/**
 * Thrown when audio that was to be short goes on, so that its one encoder would keep
 * others waiting.
 */
final class DeclaredLengthExceededException extends RuntimeException {

	DeclaredLengthExceededException() {
		super("The audio is longer than the file says");
	}

}
