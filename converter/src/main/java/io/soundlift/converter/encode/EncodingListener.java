package io.soundlift.converter.encode;

import java.time.Duration;

/**
 * Listener for the progress of the encoding.
 */
@FunctionalInterface
public interface EncodingListener {

	/**
	 * Called when audio was encoded, from several threads but one at a time.
	 * @param audio playing time of all that was encoded so far, never less than the time
	 * before
	 */
	void encoded(Duration audio);

	/**
	 * Called for audio that was encoded before this attempt, before it is counted as
	 * encoded.
	 * @param audio its playing time
	 */
	default void found(Duration audio) {
		// matters only for the speed
	}

}
