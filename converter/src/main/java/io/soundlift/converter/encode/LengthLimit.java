package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.UnusableVideoException;

/**
 * Refuses sound of a length that is not converted.
 */
final class LengthLimit {

	private LengthLimit() {
	}

	/**
	 * Does nothing if the length is all right.
	 * @param length length of the sound that was decoded
	 * @param maxLength the greatest length
	 * @throws UnusableVideoException if there is no sound or too much
	 */
	static void check(Duration length, Duration maxLength) {
		if (length.isZero()) {
			throw new UnusableVideoException(Defect.DAMAGED, "No sound could be decoded");
		}
		if (length.compareTo(maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Is longer than " + maxLength);
		}
	}

}
