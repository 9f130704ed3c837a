package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * Reason for which ffmpeg can't decode an audio track, even though it may open the track
 * and output noise.
 *
 * @param defect the defect of a video that has no other track
 * @param audio common name of the audio; {@code null} if that doesn't matter
 */
public record Obstacle(Defect defect, @Nullable String audio) {

	static final Obstacle ENCRYPTED = new Obstacle(Defect.ENCRYPTED, null);

	static Obstacle unsupported(String audio) {
		return new Obstacle(Defect.UNSUPPORTED_AUDIO, audio);
	}

	/**
	 * Returns the reason for which a video is refused.
	 * @return the reason, to be thrown
	 */
	public UnusableVideoException toException() {
		return new UnusableVideoException(this.defect,
				"The audio is " + ((this.audio != null) ? this.audio : "encrypted"), this.audio);
	}

}
