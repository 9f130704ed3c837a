package io.soundlift.converter.mpeg;

import java.io.IOException;

/**
 * Thrown when data is not the contiguous sequence of frames that it should be.
 */
public final class MalformedMp3Exception extends IOException {

	/**
	 * Creates an exception.
	 * @param message what is wrong
	 */
	public MalformedMp3Exception(String message) {
		super(message);
	}

}
