package io.soundlift.converter.growing;

import java.io.IOException;

/**
 * The bytes of an upload come too slowly for anybody to wait for them.
 */
final class UploadPausedException extends IOException {

	private static final long serialVersionUID = 1L;

	UploadPausedException(String message) {
		super(message);
	}

}
