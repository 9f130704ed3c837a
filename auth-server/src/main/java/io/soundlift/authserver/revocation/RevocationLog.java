package io.soundlift.authserver.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.mongodb.client.model.Projections;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Log of revocations in MongoDB, to which all replicas append. An entry goes to the end
 * of the newest block that is not full, in one write, so the database alone determines
 * the order: it does not depend on clocks, and a reader that continues from a position
 * misses no later entry. Blocks are read by id, which is fast on any server.
 */
@Component
final class RevocationLog {

	/** Limits the size of the document that each entry rewrites. */
	static final int BLOCK_SIZE = 256;

	/** Approximate limit on the entries of one read, to within a block. */
	static final int PAGE_SIZE = 10_000;

	private static final int MAX_CONFLICTS = 100;

	/** Time for a disconnected gateway to resume at its position. */
	private static final Duration KEPT = Duration.ofMinutes(10);

	private final MongoOperations mongo;

	private final Clock clock;

	private final AtomicLong newest = new AtomicLong();

	RevocationLog(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Creates the first block, if there is none.
	 */
	void open() {
		if (newestInStore() == 0) {
			insert(new RevocationBlock(1, 0, List.of(), this.clock.instant()));
		}
	}

	/**
	 * Appends an entry. It is durable when this returns.
	 * @param revocation the entry
	 * @param until when it is no longer needed
	 * @throws ConcurrencyFailureException if concurrent writers repeatedly came first
	 */
	void append(Revocation revocation, Instant until) {
		for (int i = 0; i < MAX_CONFLICTS; i++) {
			long block = this.newest.get();
			if (push(block, revocation, until)) {
				return;
			}
			// queried each time: the next number alone may belong to a removed block
			long found = newestInStore();
			if (found == block && insert(new RevocationBlock(block + 1, 1, List.of(revocation.toLine()), until))) {
				this.newest.set(block + 1);
				return;
			}
			this.newest.set(found);
		}
		throw new ConcurrencyFailureException("A revocation can't be appended to the log");
	}

	/**
	 * Whether a position belongs to this log.
	 * @param after position at which an earlier read ended, or any other text
	 * @return whether a read continues there, instead of beginning at the oldest entry
	 */
	boolean isKnown(String after) {
		return LogPosition.of(after).filter((position) -> {
			RevocationBlock block = find(position.block());
			return block != null && position.isIn(block);
		}).isPresent();
	}

	/**
	 * Reads entries.
	 * @param after position at which an earlier read ended, or any other text to begin at
	 * the oldest entry
	 * @param consumer receives the entries, in the order in which they were written
	 * @return the position of the next read
	 */
	RevocationPage read(String after, Consumer<Revocation> consumer) {
		LogPosition position = LogPosition.of(after).orElse(null);
		RevocationBlock block = (position != null) ? find(position.block()) : null;
		int index = 0;
		if (position != null && block != null && position.isIn(block)) {
			index = position.index();
		}
		else {
			block = find(ids().stream().min(Comparator.naturalOrder()).orElse(0L));
		}
		int read = 0;
		while (block != null) {
			List<String> entries = block.entries();
			entries.subList(index, entries.size()).forEach((line) -> consumer.accept(Revocation.ofLine(line)));
			read += entries.size() - index;
			LogPosition reached = LogPosition.in(block, entries.size());
			RevocationBlock next = (entries.size() >= BLOCK_SIZE) ? find(block.id() + 1) : null;
			if (next == null || read >= PAGE_SIZE) {
				return new RevocationPage(reached.toString(), next != null);
			}
			block = next;
			index = 0;
		}
		return new RevocationPage("", false);
	}

	/**
	 * Removes blocks whose entries have all expired. The newest one is kept, since
	 * numbers must never be reused.
	 */
	void removeExpired() {
		long last = newestInStore();
		Instant limit = this.clock.instant().minus(KEPT);
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(limit).and("_id").lt(last)),
				RevocationBlock.class);
	}

	private boolean push(long block, Revocation revocation, Instant until) {
		Query notFull = Query.query(Criteria.where("_id").is(block).and("count").lt(BLOCK_SIZE));
		Update update = new Update().push("entries", revocation.toLine())
			.inc("count", 1)
			.max("expiresAt", Date.from(until));
		return this.mongo.updateFirst(notFull, update, RevocationBlock.class).getMatchedCount() == 1;
	}

	private boolean insert(RevocationBlock block) {
		try {
			this.mongo.insert(block);
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private @Nullable RevocationBlock find(long id) {
		return this.mongo.findById(id, RevocationBlock.class);
	}

	private long newestInStore() {
		return ids().stream().max(Comparator.naturalOrder()).orElse(0L);
	}

	private List<Long> ids() {
		return this.mongo.getCollection(this.mongo.getCollectionName(RevocationBlock.class))
			.find()
			.projection(Projections.include("_id"))
			.map((block) -> block.get("_id", 0L))
			.into(new ArrayList<>());
	}

}
