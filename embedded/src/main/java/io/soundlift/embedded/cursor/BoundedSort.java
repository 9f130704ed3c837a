package io.soundlift.embedded.cursor;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * A sort in memory of limited size. With a limit, no more documents than that are kept.
 */
public final class BoundedSort implements DocumentReader {

	/** From MongoDB's list of error codes. */
	static final int EXCEEDED_MEMORY_LIMIT = 292;

	private final Deque<Document> sorted = new ArrayDeque<>();

	private long heldBytes;

	/**
	 * Sorts documents. The sort is stable.
	 * @param documents the documents, all of which are read
	 * @param order the order
	 * @param first how many of the first are needed; 0 for all
	 * @param maxBytes how much memory they may take
	 * @throws MongoServerError if they take more
	 */
	public BoundedSort(DocumentReader documents, Comparator<Document> order, long first, long maxBytes) {
		Comparator<Ranked> ascending = Comparator.comparing(Ranked::document, order).thenComparing(Ranked::rank);
		PriorityQueue<Ranked> kept = new PriorityQueue<>(ascending.reversed());
		long rank = 0;
		for (Document next = documents.next(); next != null; next = documents.next()) {
			int bytes = DocumentSize.of(next);
			kept.add(new Ranked(next, rank++, bytes));
			this.heldBytes += bytes;
			if (first > 0 && kept.size() > first) {
				this.heldBytes -= kept.remove().bytes();
			}
			if (this.heldBytes > maxBytes) {
				throw new MongoServerError(EXCEEDED_MEMORY_LIMIT, "QueryExceededMemoryLimitNoDiskUseAllowed",
						"Sort exceeded memory limit of " + maxBytes
								+ " bytes. Use an index that has the order, or a smaller limit.");
			}
		}
		while (!kept.isEmpty()) {
			this.sorted.addFirst(kept.remove().document());
		}
	}

	@Override
	public @Nullable Document next() {
		Document next = this.sorted.poll();
		this.heldBytes -= (next != null) ? DocumentSize.of(next) : 0;
		return next;
	}

	@Override
	public void pause() {
		// holds no reference to the store
	}

	@Override
	public long heldBytes() {
		return this.heldBytes;
	}

	private record Ranked(Document document, long rank, int bytes) {
	}

}
