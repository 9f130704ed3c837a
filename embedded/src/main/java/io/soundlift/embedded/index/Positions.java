package io.soundlift.embedded.index;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * Positions of documents, read on demand.
 */
interface Positions {

	/**
	 * Returns the next position.
	 * @return the position; {@code null} if there is no further one
	 */
	@Nullable Object next();

	/**
	 * Drops references to the present version of the store.
	 */
	default void pause() {
		// nothing does
	}

	static Positions of(Iterable<Object> all) {
		Iterator<Object> iterator = all.iterator();
		return () -> iterator.hasNext() ? iterator.next() : null;
	}

}
