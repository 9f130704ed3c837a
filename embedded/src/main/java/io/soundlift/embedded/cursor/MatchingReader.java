package io.soundlift.embedded.cursor;

import java.util.function.Predicate;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the documents that match a query, among candidates.
 */
public final class MatchingReader implements DocumentReader {

	private final DocumentReader candidates;

	private final Predicate<Document> filter;

	/**
	 * Creates a reader.
	 * @param candidates the documents
	 * @param filter predicate for matching documents
	 */
	public MatchingReader(DocumentReader candidates, Predicate<Document> filter) {
		this.candidates = candidates;
		this.filter = filter;
	}

	@Override
	public @Nullable Document next() {
		Document next = this.candidates.next();
		while (next != null && !this.filter.test(next)) {
			next = this.candidates.next();
		}
		return next;
	}

	@Override
	public void pause() {
		this.candidates.pause();
	}

}
