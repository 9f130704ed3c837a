package io.soundlift.converter.ffmpeg;

import java.io.Serial;

/**
 * Thrown when a video can't be converted and another attempt would not help.
 */
public final class UnusableVideoException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Defect defect;

	UnusableVideoException(Defect defect, String message) {
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
