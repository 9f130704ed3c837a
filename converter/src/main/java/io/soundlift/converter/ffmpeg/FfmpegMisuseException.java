package io.soundlift.converter.ffmpeg;

/**
 * Thrown when ffmpeg rejects the arguments of this service. That is a defect of the
 * service, and recurs at each attempt.
 */
public final class FfmpegMisuseException extends RuntimeException {

	FfmpegMisuseException(String message) {
		super(message);
	}

}
