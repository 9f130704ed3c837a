package io.soundlift.embedded.index;

import java.util.List;
import java.util.function.Supplier;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A way to find the documents that may match a query.
 *
 * @param parts parts to read, one after the other
 * @param cost how many documents will probably be read
 * @param sorted whether the documents are in the order that the query requests
 * @param count the number of documents that match; -1 if that is not known before they
 * are read
 */
record QueryPlan(List<Part> parts, long cost, boolean sorted, long count) {

	/**
	 * Creates a plan of one part.
	 */
	QueryPlan(Supplier<Positions> positions, long cost, boolean sorted, long count) {
		this(List.of(new Part(positions, null)), cost, sorted, count);
	}

	/**
	 * Result of one use of an index.
	 *
	 * @param positions supplier that starts to read the positions of the documents
	 * @param filter further condition of documents, so that no two parts have the same
	 * one; {@code null} for none
	 */
	record Part(Supplier<Positions> positions, @Nullable Document filter) {
	}

}
