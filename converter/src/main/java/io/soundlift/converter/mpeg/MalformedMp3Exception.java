package io.soundlift.converter.mpeg;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown when something is not the unbroken row of frames that it should be.
 */
public final class MalformedMp3Exception extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * A finding.
	 * @param message what is wrong
	 */
	public MalformedMp3Exception(String message) {
		super(message);
	}

}
