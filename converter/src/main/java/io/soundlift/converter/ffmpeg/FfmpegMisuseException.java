package io.soundlift.converter.ffmpeg;

/**
 * Thrown when ffmpeg does not take what this service asks of it. That is a fault of the
 * service, and is the same at each attempt.
 */
public final class FfmpegMisuseException extends RuntimeException {

	FfmpegMisuseException(String message) {
		super(message);
	}

}
