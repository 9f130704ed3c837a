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
	 * @param message how that was found out, for the log
	 */
	public UnusableVideoException(Defect defect, String message) {
		this(defect, message, null);
	}

	/**
	 * A video whose audio can't be decoded.
	 * @param defect what is wrong with it
	 * @param message how that was found out, for the log
	 * @param audio what the audio is, as a person would call it; {@code null} if that
	 * doesn't matter
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
	 * Returns what the audio is that can't be decoded.
	 * @return words for people; {@code null} if they are not known
	 */
	public @Nullable String audio() {
		return this.audio;
	}

}
