package io.soundlift.journey.file;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Ranges of a file with their bytes, in the order of arrival. They do not overlap.
 */
public interface RangeSource {

	/**
	 * Moves to the next range. All bytes of the previous one must have been read.
	 * @return the range; {@code null} at the end
	 * @throws IOException if it can't be read
	 */
	@Nullable FileRange next() throws IOException;

	/**
	 * Reads bytes of the range.
	 * @param target where to put them
	 * @param offset where to begin there
	 * @param length maximum number of bytes, at least 1 and not more than are left of the
	 * range
	 * @return number of bytes, at least 1
	 * @throws IOException if the range can't be read to its end
	 */
	int read(byte[] target, int offset, int length) throws IOException;

}
