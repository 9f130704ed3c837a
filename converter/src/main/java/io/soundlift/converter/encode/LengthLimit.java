package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.plan.Trim;

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
	 * @param trim which part of the sound it is
	 * @throws UnusableVideoException if there is no sound or too much
	 */
	static void check(Duration length, Duration maxLength, Trim trim) {
		if (length.isZero() && !trim.start().isZero()) {
			throw new UnusableVideoException(Defect.START_PAST_END, "No sound after " + trim.start());
		}
		if (length.isZero()) {
			throw new UnusableVideoException(Defect.DAMAGED, "No sound could be decoded");
		}
		if (length.compareTo(maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Is longer than " + maxLength);
		}
	}

}
