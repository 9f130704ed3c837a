package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.plan.Trim;

/**
 * Refuses audio of a length that is not converted.
 */
final class LengthLimit {

	private LengthLimit() {
	}

	/**
	 * Does nothing if the length is acceptable.
	 * @param length length of the audio that was decoded
	 * @param maxLength the maximum length
	 * @param trim which part of the audio it is
	 * @throws UnusableVideoException if there is no audio or too much
	 */
	static void check(Duration length, Duration maxLength, Trim trim) {
		if (length.isZero() && !trim.start().isZero()) {
			throw new UnusableVideoException(Defect.START_PAST_END, "No audio after " + trim.start());
		}
		if (length.isZero()) {
			throw new UnusableVideoException(Defect.DAMAGED, "No audio could be decoded");
		}
		if (length.compareTo(maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Is longer than " + maxLength);
		}
	}

}
