package io.soundlift.converter.mpeg;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown when an MP3 gets larger than it may.
 */
public final class Mp3TooLargeException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	Mp3TooLargeException(long maxBytes) {
		super("The MP3 gets larger than " + maxBytes + " bytes");
	}

}
