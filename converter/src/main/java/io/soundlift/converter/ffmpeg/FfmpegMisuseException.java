package io.soundlift.converter.ffmpeg;

import java.io.Serial;

/**
 * Thrown when ffmpeg does not take what this service asks of it. That is a fault of the
 * service, and is the same at each attempt.
 */
public final class FfmpegMisuseException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	FfmpegMisuseException(String message) {
		super(message);
	}

}
