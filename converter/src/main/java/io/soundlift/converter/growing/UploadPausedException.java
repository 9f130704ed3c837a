package io.soundlift.converter.growing;

import java.io.IOException;

/**
 * Thrown when the bytes of an upload arrive too slowly to wait for them.
 */
final class UploadPausedException extends IOException {

	private static final long serialVersionUID = 1L;

	UploadPausedException(String message) {
		super(message);
	}

}
