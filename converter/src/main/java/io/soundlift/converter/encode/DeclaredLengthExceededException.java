package io.soundlift.converter.encode;

/**
 * Thrown when audio is longer than declared, so that its single encoder would keep others
 * waiting.
 */
final class DeclaredLengthExceededException extends RuntimeException {

	DeclaredLengthExceededException() {
		super("The audio is longer than the file says");
	}

}
