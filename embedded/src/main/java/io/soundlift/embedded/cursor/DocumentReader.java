package io.soundlift.embedded.cursor;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are read one by one, as they are asked for.
 */
public interface DocumentReader {

	/**
	 * Returns the next document.
	 * @return the document; {@code null} if there is no further one
	 */
	@Nullable Document next();

	/**
	 * Drops what refers to the present version of the store. The next document is looked
	 * for anew, behind the last one.
	 */
	void pause();

	/**
	 * Returns how much memory the documents take that are kept for later.
	 * @return the bytes, roughly
	 */
	default long heldBytes() {
		return 0;
	}

}
