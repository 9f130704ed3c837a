package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when ffmpeg fails for a reason that need not be the video, such as a full disk.
 */
public final class FfmpegFailedException extends RuntimeException {

	/**
	 * A failure of ffmpeg.
	 * @param message what has happened
	 * @param cause the cause, {@code null} if there is none
	 */
	public FfmpegFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
