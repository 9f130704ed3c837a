package io.soundlift.converter.mpeg;

import java.io.IOException;

/**
 * Thrown when an MP3 gets larger than it may.
 */
public final class Mp3TooLargeException extends IOException {

	Mp3TooLargeException(long maxBytes) {
		super("The MP3 gets larger than " + maxBytes + " bytes");
	}

}
