package io.soundlift.journey.file;

import java.io.IOException;

/**
 * A stored file, or a part of it, is not there (any more).
 */
public final class FileMissingException extends IOException {

	FileMissingException(String message) {
		super(message);
	}

}
