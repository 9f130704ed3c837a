package io.soundlift.converter.mpeg;

import java.io.IOException;

/**
 * Thrown when an MP3 exceeds its maximum size.
 */
public final class Mp3TooLargeException extends IOException {

	Mp3TooLargeException(long maxBytes) {
		super("The MP3 gets larger than " + maxBytes + " bytes");
	}

}
