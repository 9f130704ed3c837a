package io.soundlift.converter.ffmpeg;

import java.io.Serial;

/**
 * Thrown when a video can't be converted and another attempt would not help.
 */
public final class UnusableVideoException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Defect defect;

	/**
	 * A video that can't be converted.
	 * @param defect what is wrong with it
	 * @param message how that was found out, for the log
	 */
	public UnusableVideoException(Defect defect, String message) {
		super(message);
		this.defect = defect;
	}

	/**
	 * Returns what is wrong with the video.
	 * @return the defect
	 */
	public Defect defect() {
		return this.defect;
	}

}
