package io.soundlift.embedded.cursor;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are read one by one, on demand.
 */
public interface DocumentReader {

	/**
	 * Returns the next document.
	 * @return the document; {@code null} if there is no further one
	 */
	@Nullable Document next();

	/**
	 * Drops references to the present version of the store. The next document is located
	 * anew, after the last one.
	 */
	void pause();

	/**
	 * Returns the memory of the documents that are kept for later.
	 * @return the approximate number of bytes
	 */
	default long heldBytes() {
		return 0;
	}

}
