package io.soundlift.embedded.index;

import java.util.Collection;
import java.util.List;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Path of a field within a document.
 *
 * @param names the names of the fields from the outermost on
 */
record FieldPath(List<String> names) {

	static FieldPath of(String path) {
		return new FieldPath(List.of(path.split("\\.", -1)));
	}

	/**
	 * Returns the value of the field.
	 * @param document the document
	 * @return the value, {@link Missing} if there is none; the first array on the path if
	 * there is one
	 */
	@Nullable Object value(Document document) {
		Object value = document;
		for (String name : this.names) {
			if (value instanceof Collection) {
				return value;
			}
			value = (value instanceof Document parent) ? parent.getOrMissing(name) : Missing.getInstance();
		}
		return value;
	}

}
