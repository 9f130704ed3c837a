package io.soundlift.converter.encode;

import java.io.Serial;

/**
 * Thrown when audio that was to be short goes on, so that its one encoder would keep
 * others waiting.
 */
final class DeclaredLengthExceededException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	DeclaredLengthExceededException() {
		super("The audio is longer than the file says");
	}

}
