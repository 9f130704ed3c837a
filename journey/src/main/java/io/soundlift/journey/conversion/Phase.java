package io.soundlift.journey.conversion;

/**
 * What the running attempt at a conversion is doing.
 */
public enum Phase {

	/**
	 * Copies the video out of the store.
	 */
	FETCHING,

	/**
	 * Finds out what the video is.
	 */
	PROBING,

	/**
	 * Encoding of the MP3.
	 */
	ENCODING,

	/**
	 * Stands still in {@link #ENCODING} until another conversion leaves it an encoder.
	 */
	WAITING,

	/**
	 * Writes the MP3 into the store.
	 */
	STORING

}
