package io.soundlift.embedded.cursor;

import java.util.function.Supplier;

/**
 * What keeps a collection from changing, and the version of the store that is read from
 * being overwritten, while something is read.
 */
public interface StoreGuard {

	/**
	 * Reads something.
	 * @param <T> type of what is read
	 * @param task what reads
	 * @return what was read
	 */
	<T> T read(Supplier<T> task);

}
