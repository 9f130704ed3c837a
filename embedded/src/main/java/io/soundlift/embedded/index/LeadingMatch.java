package io.soundlift.embedded.index;

import java.util.List;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline and the filter that it begins with, which an index can answer before the
 * other stages get to see a document.
 *
 * @param filter the filter
 * @param stages the other stages
 */
record LeadingMatch(Document filter, List<Document> stages) {

	private static final Document COUNT = new Document("$group",
			new Document("_id", 1).append("n", new Document("$sum", 1)));

	/**
	 * Returns a pipeline in two parts.
	 * @param pipeline the pipeline of an {@code aggregate} command
	 * @return the parts, with an empty filter if the pipeline does not begin with one;
	 * {@code null} if this is no pipeline of documents that are stored
	 */
	static @Nullable LeadingMatch of(@Nullable Object pipeline) {
		if (!(pipeline instanceof List<?> all) || !all.stream().allMatch((stage) -> stage instanceof Document)) {
			return null;
		}
		List<Document> stages = all.stream().map((stage) -> (Document) stage).toList();
		Document first = stages.isEmpty() ? new Document() : stages.get(0);
		if (first.containsKey("$changeStream")) {
			return null;
		}
		return (first.size() == 1 && first.get("$match") instanceof Document filter)
				? new LeadingMatch(filter, stages.subList(1, stages.size())) : new LeadingMatch(new Document(), stages);
	}

	/**
	 * Whether this is what drivers send to count documents.
	 */
	boolean isCount() {
		return this.stages.size() == 1 && this.stages.get(0).equals(COUNT);
	}

	/**
	 * Returns the answer to {@link #isCount() a count}.
	 */
	List<Document> count(MongoCollection<?> collection) {
		int count = collection.count(this.filter, 0, 0);
		return (count == 0) ? List.of() : List.of(new Document("_id", 1).append("n", count));
	}

}
