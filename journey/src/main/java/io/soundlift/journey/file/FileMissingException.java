package io.soundlift.journey.file;

import java.io.IOException;

/**
 * A stored file, or a part of it, is not there (any more).
 */
public final class FileMissingException extends IOException {

	private static final long serialVersionUID = 1L;

	FileMissingException(String message) {
		super(message);
	}

}
