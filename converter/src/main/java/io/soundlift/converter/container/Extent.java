package io.soundlift.converter.container;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How far a file reaches by the sizes that it states.
 *
 * @param complete whether all that it states is there, and nothing can have followed
 * @param missingBytes bytes that lie beyond its end; 0 if there are none, or if that is
 * not known
 */
record Extent(boolean complete, long missingBytes) {

	/** Nothing is known. */
	static final Extent UNKNOWN = new Extent(false, 0);

	/**
	 * Returns how much time the missing bytes take on average.
	 * @param file the file
	 * @param length length of the complete file; {@code null} if it is not known
	 * @return the time; zero if it is not known
	 */
	Duration missing(MediaFile file, @Nullable Duration length) {
		if (length == null) {
			return Duration.ZERO;
		}
		double share = (double) this.missingBytes / (file.size() + this.missingBytes);
		return Duration.ofMillis(Math.round(length.toMillis() * share));
	}

}
