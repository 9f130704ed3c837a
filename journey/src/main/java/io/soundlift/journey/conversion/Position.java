package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.Objects;

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

	/**
	 * Creates the place of a conversion in a list that is sorted by their ends.
	 * @param conversion a conversion that has ended
	 * @return its place
	 */
	public static Position ofEnd(Conversion conversion) {
		return new Position(Objects.requireNonNull(conversion.finishedAt()), conversion.id());
	}

}
