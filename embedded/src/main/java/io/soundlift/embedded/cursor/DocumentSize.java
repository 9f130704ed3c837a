package io.soundlift.embedded.cursor;

import java.util.Collection;
import java.util.Map;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the memory that a document takes.
 */
public final class DocumentSize {

	private static final int DOCUMENT_BYTES = 96;

	private static final int FIELD_BYTES = 104;

	private static final int COLLECTION_BYTES = 56;

	private static final int ELEMENT_BYTES = 8;

	private static final int STRING_BYTES = 56;

	private static final int VALUE_BYTES = 24;

	private DocumentSize() {
	}

	/**
	 * Returns the memory that a document takes.
	 * @param document the document
	 * @return the approximate number of bytes
	 */
	public static int of(Document document) {
		return (int) Math.min(Integer.MAX_VALUE, size(document));
	}

	private static long size(@Nullable Object value) {
		if (value instanceof Map<?, ?> document) {
			return document.entrySet()
				.stream()
				.mapToLong((field) -> FIELD_BYTES + String.valueOf(field.getKey()).length() + size(field.getValue()))
				.sum() + DOCUMENT_BYTES;
		}
		if (value instanceof Collection<?> elements) {
			return elements.stream().mapToLong((element) -> ELEMENT_BYTES + size(element)).sum() + COLLECTION_BYTES;
		}
		if (value instanceof String text) {
			return STRING_BYTES + text.length();
		}
		if (value instanceof BinData data) {
			return STRING_BYTES + data.getData().length;
		}
		return VALUE_BYTES;
	}

}
