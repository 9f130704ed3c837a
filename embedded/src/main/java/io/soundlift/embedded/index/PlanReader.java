package io.soundlift.embedded.index;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

import de.bwaldvogel.mongo.bson.Document;
import io.soundlift.embedded.cursor.DocumentReader;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the documents that a plan finds.
 */
final class PlanReader implements DocumentReader {

	private final Iterator<QueryPlan.Part> parts;

	private final Function<Object, @Nullable Document> documents;

	private final BiPredicate<Document, Document> matcher;

	private @Nullable Positions positions;

	private @Nullable Document filter;

	/**
	 * Creates a reader.
	 * @param parts parts of the plan
	 * @param documents function that returns the document at a position, or {@code null}
	 * if it was deleted meanwhile
	 * @param matcher predicate for documents and filters
	 */
	PlanReader(List<QueryPlan.Part> parts, Function<Object, @Nullable Document> documents,
			BiPredicate<Document, Document> matcher) {
		this.parts = parts.iterator();
		this.documents = documents;
		this.matcher = matcher;
	}

	@Override
	public @Nullable Document next() {
		while (this.positions != null || this.parts.hasNext()) {
			if (this.positions == null) {
				QueryPlan.Part part = this.parts.next();
				this.positions = part.positions().get();
				this.filter = part.filter();
			}
			Object position = this.positions.next();
			if (position == null) {
				this.positions = null;
				continue;
			}
			Document document = this.documents.apply(position);
			if (document != null && (this.filter == null || this.matcher.test(document, this.filter))) {
				return document;
			}
		}
		return null;
	}

	@Override
	public void pause() {
		if (this.positions != null) {
			this.positions.pause();
		}
	}

}
