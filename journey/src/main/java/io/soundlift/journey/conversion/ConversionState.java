package io.soundlift.journey.conversion;

import java.util.List;

/**
 * State of a {@link Conversion}.
 */
public enum ConversionState {

	/**
	 * Stored, and waiting for a converter.
	 */
	QUEUED,

	/**
	 * Claimed by a converter whose lease has not been taken over.
	 */
	CONVERTING,

	/**
	 * Ended with an MP3.
	 */
	COMPLETED,

	/**
	 * Ended without an MP3, for a reason that is on the conversion.
	 */
	FAILED,

	/**
	 * Ended by its owner.
	 */
	CANCELLED;

	static final List<ConversionState> LIVE = List.of(QUEUED, CONVERTING);

	/**
	 * Returns whether work on the conversion is still to be done.
	 * @return whether the state is {@link #QUEUED} or {@link #CONVERTING}
	 */
	public boolean isLive() {
		return LIVE.contains(this);
	}

}
