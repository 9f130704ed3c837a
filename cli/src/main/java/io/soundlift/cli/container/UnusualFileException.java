package io.soundlift.cli.container;

/**
 * Thrown when a file is damaged, or its format is not supported well enough to leave out
 * any of its bytes.
 */
final class UnusualFileException extends Exception {

	UnusualFileException(String message) {
		super(message);
	}

}
