package io.soundlift.journey.conversion;

import org.jspecify.annotations.Nullable;

/**
 * Progress of the running attempt at a conversion.
 *
 * @param phase what it is doing
 * @param percent share of the audio that has been processed, 0 to 99; never decreases
 * within an attempt; {@code null} if the length of the audio is not known
 * @param speed seconds of audio that were recently processed per second, more than 0;
 * {@code null} if the attempt doesn't encode, or has not done so for long enough
 * @param secondsLeft time until the MP3 is encoded if the speed stays as it is, in
 * seconds; {@code null} if that is unknown
 */
public record Progress(Phase phase, @Nullable Integer percent, @Nullable Double speed, @Nullable Long secondsLeft) {

	/**
	 * Progress at the beginning of an attempt.
	 */
	static final Progress BEGIN = new Progress(Phase.FETCHING, 0, null, null);

}
