package io.soundlift.journey.conversion;

import java.time.Instant;

/**
 * Place in a list of conversions that is sorted by a time.
 *
 * @param time the time of the conversion at that place
 * @param id its id, which decides between conversions of the same millisecond
 */
public record Position(Instant time, String id) {

	/**
	 * Creates the place before all conversions of a time, in a list with the oldest
	 * first.
	 * @param time the time
	 * @return the place
	 */
	public static Position before(Instant time) {
		return new Position(time, "");
	}

}
