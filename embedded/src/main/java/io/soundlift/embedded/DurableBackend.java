package io.soundlift.embedded;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import org.h2.mvstore.MVStore;

/**
 * Puts each write command into the file as a whole, before its answer is sent. Writes
 * exclude each other; reads don't wait for them.
 */
final class DurableBackend extends H2Backend {

	/** Commands that change nothing; all others are treated as writes. */
	private static final Set<String> READS = Set.of("aggregate", "buildinfo", "collstats", "connectionstatus", "count",
			"dbstats", "distinct", "endsessions", "find", "getmore", "hello", "hostinfo", "ismaster", "killcursors",
			"listcollections", "listdatabases", "listindexes", "ping", "serverstatus", "validate", "whatsmyuri");

	private final ReentrantLock writeLock = new ReentrantLock();

	DurableBackend(MVStore store) {
		super(store);
	}

	@Override
	public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
		if (READS.contains(command.toLowerCase(Locale.ROOT))) {
			return super.handleCommand(channel, databaseName, command, query);
		}
		this.writeLock.lock();
		try {
			return super.handleCommand(channel, databaseName, command, query);
		}
		finally {
			// a failed command may have changed something as well: an ordered batch
			// keeps what came before the error
			commit();
			this.writeLock.unlock();
		}
	}

	/**
	 * Run something while no write command is running.
	 * @param task what to do with the store
	 */
	void betweenWrites(Runnable task) {
		this.writeLock.lock();
		try {
			task.run();
		}
		finally {
			this.writeLock.unlock();
		}
	}

}
