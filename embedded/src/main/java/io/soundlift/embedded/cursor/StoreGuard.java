package io.soundlift.embedded.cursor;

import java.util.function.Supplier;

/**
 * Guard that prevents changes of a collection during a read, and keeps the version of the
 * store that is read.
 */
public interface StoreGuard {

	/**
	 * Runs a read.
	 * @param <T> type of the result
	 * @param task the read
	 * @return the result
	 */
	<T> T read(Supplier<T> task);

}
