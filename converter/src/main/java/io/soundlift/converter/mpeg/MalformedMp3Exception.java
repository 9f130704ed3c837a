package io.soundlift.converter.mpeg;

import java.io.IOException;

/**
 * Thrown when something is not the unbroken row of frames that it should be.
 */
public final class MalformedMp3Exception extends IOException {

	/**
	 * A finding.
	 * @param message what is wrong
	 */
	public MalformedMp3Exception(String message) {
		super(message);
	}

}
