package io.soundlift.converter.encode;

import java.io.Serial;

/**
 * Thrown when two neighbouring chunks don't fit, whatever the warm-up.
 */
final class SeamException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	SeamException(int index) {
		super("Chunk " + index + " does not fit to the one before");
	}

}
