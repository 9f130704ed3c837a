package io.soundlift.converter.container;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Size of a file according to the sizes that it states inside.
 *
 * @param complete whether everything that it states is present, and nothing can have
 * followed
 * @param missingBytes number of bytes missing at its end; 0 if none are, or if that is
 * not known
 */
record Extent(boolean complete, long missingBytes) {

	/** Nothing is known. */
	static final Extent UNKNOWN = new Extent(false, 0);

	/**
	 * Returns the average playing time of the missing bytes.
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
