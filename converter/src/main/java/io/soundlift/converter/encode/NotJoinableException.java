package io.soundlift.converter.encode;

/**
 * Thrown when a chunk that was encoded ahead is not there as a whole.
 */
final class NotJoinableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotJoinableException(int index) {
		super("Chunk " + index + " is not kept as a whole");
	}

}
