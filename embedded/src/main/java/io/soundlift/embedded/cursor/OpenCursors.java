package io.soundlift.embedded.cursor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;

/**
 * Cursors of clients. Idle cursors end after a while, and the longest idle ones end when
 * there are too many or they hold too much memory.
 */
public final class OpenCursors {

	private final Map<Long, ClientCursor> cursors = new LinkedHashMap<>();

	private final CursorRegistry registry;

	private final Limits limits;

	private final InstantSource clock;

	/**
	 * Creates a list of cursors.
	 * @param registry registry in which the library finds them
	 * @param limits limits on their number, memory and idle time
	 * @param clock clock of idle times
	 */
	public OpenCursors(CursorRegistry registry, Limits limits, InstantSource clock) {
		this.registry = registry;
		this.limits = limits;
		this.clock = clock;
	}

	/**
	 * Returns the first batch of an answer, with a cursor if more follow.
	 * @param namespace full name of the collection
	 * @param answer the answer
	 * @param batchSize how many documents at most; 0 for MongoDB's default
	 * @param single whether the client requests only one batch
	 * @return the response to the command
	 */
	public Document open(String namespace, BatchedAnswer answer, int batchSize, boolean single) {
		List<Document> batch = answer.next((batchSize > 0) ? batchSize : BatchedAnswer.FIRST_BATCH);
		long id = (single || answer.isExhausted()) ? 0 : add(answer);
		return new Document("cursor", new Document("id", id).append("ns", namespace).append("firstBatch", batch))
			.append("ok", 1.0);
	}

	private synchronized long add(BatchedAnswer answer) {
		ClientCursor cursor = new ClientCursor(this.registry.generateCursorId(), answer);
		this.registry.add(cursor);
		this.cursors.put(cursor.getId(), cursor);
		endSome();
		return cursor.getId();
	}

	private void endSome() {
		Instant oldest = this.clock.instant().minus(this.limits.maxIdle());
		long held = this.cursors.values().stream().mapToLong(ClientCursor::heldBytes).sum();
		Iterator<ClientCursor> all = this.cursors.values().iterator();
		while (all.hasNext()) {
			ClientCursor cursor = all.next();
			boolean tooMuch = this.cursors.size() > this.limits.maxCursors() || held > this.limits.maxHeldBytes();
			if (!tooMuch && cursor.usedAt.isAfter(oldest)) {
				return;
			}
			if (this.cursors.size() > 1) {
				held -= cursor.heldBytes();
				all.remove();
				this.registry.remove(cursor);
			}
		}
	}

	private synchronized void use(ClientCursor cursor) {
		if (this.cursors.remove(cursor.getId()) != null && !cursor.isEmpty()) {
			cursor.usedAt = this.clock.instant();
			this.cursors.put(cursor.getId(), cursor);
		}
	}

	/**
	 * Removes cursors that the library has ended.
	 * @param ids the ids, possibly including others
	 */
	public synchronized void remove(Collection<?> ids) {
		this.cursors.keySet().removeAll(ids);
	}

	/**
	 * Limits on cursors.
	 *
	 * @param maxCursors maximum number of them
	 * @param maxHeldBytes maximum memory of their sorted documents in total
	 * @param maxIdle how long one may be unused
	 */
	public record Limits(int maxCursors, long maxHeldBytes, Duration maxIdle) {
	}

	private final class ClientCursor extends AbstractCursor {

		private final BatchedAnswer answer;

		private Instant usedAt;

		ClientCursor(long id, BatchedAnswer answer) {
			super(id);
			this.answer = answer;
			this.usedAt = OpenCursors.this.clock.instant();
		}

		@Override
		public boolean isEmpty() {
			return this.answer.isExhausted();
		}

		@Override
		public List<Document> takeDocuments(int numberToReturn) {
			List<Document> batch = this.answer.next(numberToReturn);
			use(this);
			return batch;
		}

		long heldBytes() {
			return this.answer.heldBytes();
		}

	}

}
