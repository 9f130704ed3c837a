package io.soundlift.converter.encode;

import java.time.Duration;

/**
 * Told how far the encoding is.
 */
@FunctionalInterface
public interface EncodingListener {

	/**
	 * Called for audio that was encoded. Called from several threads, one at a time.
	 * @param audio playing time of all that was encoded so far, never less than the time
	 * before
	 */
	void encoded(Duration audio);

	/**
	 * Called for audio that an earlier attempt had encoded, before it is counted as
	 * encoded.
	 * @param audio its playing time
	 */
	default void found(Duration audio) {
		// tells something of the speed only
	}

}
