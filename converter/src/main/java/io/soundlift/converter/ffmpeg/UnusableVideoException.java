package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a video can't be converted and another attempt would not help.
 */
public final class UnusableVideoException extends RuntimeException {

	private final Defect defect;

	private final @Nullable String audio;

	/**
	 * A video that can't be converted.
	 * @param defect what is wrong with it
	 * @param message evidence of the defect, for the log
	 */
	public UnusableVideoException(Defect defect, String message) {
		this(defect, message, null);
	}

	/**
	 * A video whose audio can't be decoded.
	 * @param defect what is wrong with it
	 * @param message evidence of the defect, for the log
	 * @param audio common name of the audio; {@code null} if that doesn't matter
	 */
	UnusableVideoException(Defect defect, String message, @Nullable String audio) {
		super(message);
		this.defect = defect;
		this.audio = audio;
	}

	/**
	 * Returns what is wrong with the video.
	 * @return the defect
	 */
	public Defect defect() {
		return this.defect;
	}

	/**
	 * Returns the name of the audio that can't be decoded.
	 * @return a name to show to users; {@code null} if it is not known
	 */
	public @Nullable String audio() {
		return this.audio;
	}

}
