package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * What keeps ffmpeg from decoding an audio track, although it might open it and make
 * noise of it.
 *
 * @param defect what is wrong with a video that has no other track
 * @param audio what the audio is, as a person would call it; {@code null} if that doesn't
 * matter
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
