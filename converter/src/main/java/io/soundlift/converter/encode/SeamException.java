package io.soundlift.converter.encode;

/**
 * Thrown when two neighbouring chunks don't fit, whatever the warm-up.
 */
final class SeamException extends RuntimeException {

	SeamException(int index) {
		super("Chunk " + index + " does not fit to the one before");
	}

}
