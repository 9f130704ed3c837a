package io.soundlift.cli.container;

/**
 * A file that is damaged, or of a kind that is not known here well enough to leave out
 * any of its bytes.
 */
final class UnusualFileException extends Exception {

	UnusualFileException(String message) {
		super(message);
	}

}
