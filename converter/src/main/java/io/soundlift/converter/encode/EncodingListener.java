package io.soundlift.converter.encode;

import java.time.Duration;

/**
 * Told how far the encoding is.
 */
@FunctionalInterface
public interface EncodingListener {

	/**
	 * Called for sound that was encoded. Called from several threads, one at a time.
	 * @param sound playing time of all that was encoded so far, never less than the time
	 * before
	 */
	void encoded(Duration sound);

	/**
	 * Called for sound that an earlier attempt had encoded, before it is counted as
	 * encoded.
	 * @param sound its playing time
	 */
	default void found(Duration sound) {
		// tells something of the speed only
	}

}
