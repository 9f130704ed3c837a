package io.soundlift.embedded.cursor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is read in batches. In between it holds nothing but its position in the
 * store, or the documents that it had to sort.
 */
public final class BatchedAnswer {

	/** Same as the first batch of MongoDB. */
	public static final int FIRST_BATCH = 101;

	/** Memory after which a batch ends. */
	static final long MAX_BATCH_BYTES = 4 * 1024 * 1024;

	private final StoreGuard guard;

	private final Supplier<Answer> query;

	private @Nullable Answer answer;

	private boolean exhausted;

	/**
	 * Creates an answer.
	 * @param guard guard against changes of the store while a batch is read
	 * @param query supplier that starts to read
	 */
	public BatchedAnswer(StoreGuard guard, Supplier<Answer> query) {
		this.guard = guard;
		this.query = query;
	}

	/**
	 * Returns the next documents.
	 * @param size how many at most; 0 for as many as fit in a batch
	 * @return the documents, fewer when they are large
	 */
	public List<Document> next(int size) {
		return this.guard.read(() -> read(size));
	}

	private List<Document> read(int size) {
		Answer reader = (this.answer != null) ? this.answer : this.query.get();
		this.answer = reader;
		List<Document> batch = new ArrayList<>();
		long bytes = 0;
		while (!this.exhausted && bytes < MAX_BATCH_BYTES && (size <= 0 || batch.size() < size)) {
			Document next = reader.next();
			if (next != null) {
				batch.add(next);
				bytes += DocumentSize.of(next);
			}
			this.exhausted = next == null || reader.isComplete();
		}
		reader.pause();
		return batch;
	}

	/**
	 * Returns whether there are no more documents.
	 * @return {@code true} once the last document was returned
	 */
	public boolean isExhausted() {
		return this.exhausted;
	}

	long heldBytes() {
		return (this.answer != null) ? this.answer.heldBytes() : 0;
	}

	/**
	 * Returns all documents, of which one batch is in memory at a time.
	 * @return the documents
	 */
	public Stream<Document> stream() {
		return Stream.generate(() -> next(FIRST_BATCH)).takeWhile((batch) -> !batch.isEmpty()).flatMap(List::stream);
	}

}
