package io.soundlift.embedded;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import io.soundlift.embedded.index.IndexedBackend;
import org.h2.mvstore.MVStore;

/**
 * Backend that commits each write command to the file as a whole, before its response is
 * sent. Writes exclude each other; reads don't wait for them. Inserts into
 * {@code *.chunks} collections are committed in groups, at the latest together with the
 * next write to any other collection or with the upkeep of the store: a commit per chunk
 * would write each chunk twice, and a chunk has no meaning until a document refers to it.
 */
final class DurableBackend extends IndexedBackend {

	/** Commands that change nothing; all others are treated as writes. */
	private static final Set<String> READS = Set.of("aggregate", "buildinfo", "collstats", "connectionstatus", "count",
			"dbstats", "distinct", "endsessions", "find", "getmore", "hostinfo", "ismaster", "killcursors",
			"listcollections", "listdatabases", "listindexes", "ping", "serverstatus", "validate", "whatsmyuri");

	/** Chunk inserts in one commit; limits the memory that uncommitted chunks take. */
	private static final int CHUNK_INSERTS_PER_COMMIT = 16;

	private final ReentrantLock writeLock = new ReentrantLock();

	private final StoreSpace space;

	private int uncommittedChunkInserts;

	DurableBackend(MVStore store, StoreSpace space) {
		super(store);
		this.space = space;
	}

	@Override
	public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
		if ("hello".equalsIgnoreCase(command)) {
			// MongoDB's name for isMaster since 4.4.2; health checks use it
			return super.handleCommand(channel, databaseName, "ismaster", query).append("isWritablePrimary",
					Boolean.TRUE);
		}
		if ("dbstats".equalsIgnoreCase(command)) {
			Document stats = super.handleCommand(channel, databaseName, command, query);
			this.space.addTo(stats);
			return stats;
		}
		if (READS.contains(command.toLowerCase(Locale.ROOT))) {
			return super.handleCommand(channel, databaseName, command, query);
		}
		this.writeLock.lock();
		try {
			if (isChunkInsert(command, query)) {
				this.space.requireRoom();
			}
			return super.handleCommand(channel, databaseName, command, query);
		}
		finally {
			// a failed command may have changed something as well: an ordered batch keeps
			// the changes before the error
			if (!isChunkInsert(command, query) || ++this.uncommittedChunkInserts >= CHUNK_INSERTS_PER_COMMIT) {
				commit();
			}
			this.writeLock.unlock();
		}
	}

	private static boolean isChunkInsert(String command, Document query) {
		return "insert".equals(command) && query.get(command) instanceof String collection
				&& collection.endsWith(".chunks");
	}

	@Override
	public void commit() {
		super.commit();
		this.uncommittedChunkInserts = 0;
	}

	/**
	 * Commits, then runs a task, while no write command is running.
	 * @param task task for the store
	 */
	void betweenWrites(Runnable task) {
		this.writeLock.lock();
		try {
			commit();
			task.run();
		}
		finally {
			this.writeLock.unlock();
		}
	}

}
