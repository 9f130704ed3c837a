package io.soundlift.embedded.cursor;

import java.util.function.UnaryOperator;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The part of the matching documents that a query requests.
 */
public final class Answer implements DocumentReader {

	private final DocumentReader matching;

	private final UnaryOperator<Document> projection;

	private final long limit;

	private long toSkip;

	private long returned;

	/**
	 * Creates an answer.
	 * @param matching the documents that match, in order
	 * @param skip how many of them are skipped first
	 * @param limit how many are returned at most; 0 for all
	 * @param projection projection of each document
	 */
	public Answer(DocumentReader matching, long skip, long limit, UnaryOperator<Document> projection) {
		this.matching = matching;
		this.toSkip = Math.max(0, skip);
		this.limit = Math.max(0, limit);
		this.projection = projection;
	}

	@Override
	public @Nullable Document next() {
		if (isComplete()) {
			return null;
		}
		Document next = this.matching.next();
		while (next != null && this.toSkip > 0) {
			this.toSkip--;
			next = this.matching.next();
		}
		this.returned++;
		return (next != null) ? this.projection.apply(next) : null;
	}

	/**
	 * Returns whether as many documents were returned as the query requests.
	 */
	boolean isComplete() {
		return this.limit > 0 && this.returned >= this.limit;
	}

	@Override
	public void pause() {
		this.matching.pause();
	}

	@Override
	public long heldBytes() {
		return this.matching.heldBytes();
	}

}
