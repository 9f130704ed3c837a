package io.soundlift.connection;

import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Shared state of all connections of a port. An evicted connection no longer counts,
 * although closing it takes a moment.
 */
final class Guard {

	/** Selecting victims takes time, so several are evicted at once. */
	private static final int BATCHES = 8;

	private final Set<Connection> open = ConcurrentHashMap.newKeySet();

	private final Set<Connection> unfinishedHeaders = ConcurrentHashMap.newKeySet();

	private ConnectionLimits limits;

	private StalledExchanges stalled;

	private Semaphore active;

	private CutOffs cutOffs;

	Guard(ConnectionLimits limits) {
		this.limits = limits;
		this.stalled = new StalledExchanges(limits.maxStalled());
		this.active = new Semaphore(limits.maxActive());
		this.cutOffs = new CutOffs(limits.maxCutOffs(), System::nanoTime);
	}

	/**
	 * Changes the limits, before the port is opened.
	 */
	void setLimits(ConnectionLimits limits) {
		this.limits = limits;
		this.stalled = new StalledExchanges(limits.maxStalled());
		this.active = new Semaphore(limits.maxActive());
		this.cutOffs = new CutOffs(limits.maxCutOffs(), System::nanoTime);
	}

	ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * Returns the active exchanges that wait for their clients.
	 */
	StalledExchanges stalled() {
		return this.stalled;
	}

	/**
	 * Returns the networks whose connections had to be cut off.
	 */
	CutOffs cutOffs() {
		return this.cutOffs;
	}

	/**
	 * Returns the permits of requests that are read or processed. A thread pool has the
	 * same size; virtual threads have no other limit.
	 */
	Semaphore active() {
		return this.active;
	}

	/**
	 * Creates a connection and counts it.
	 */
	Connection connection(SocketChannel channel) {
		Connection connection = new Connection(channel, this, System::nanoTime);
		this.open.add(connection);
		return connection;
	}

	/**
	 * Removes a connection from the count.
	 */
	void remove(Connection connection) {
		this.open.remove(connection);
		this.unfinishedHeaders.remove(connection);
	}

	/**
	 * Records that a connection waits for the rest of a header.
	 */
	void beginHeader(Connection connection) {
		this.unfinishedHeaders.add(connection);
	}

	/**
	 * Records that a connection no longer waits for the rest of a header.
	 */
	void endHeader(Connection connection) {
		this.unfinishedHeaders.remove(connection);
	}

	/**
	 * Evicts connections that wait for their clients, if the maximum number is reached.
	 */
	void makeRoom() {
		int max = this.limits.max();
		if (this.open.size() < max || !hasMoreThan(max - 1, this.open)) {
			return;
		}
		List<Connection> evicted = EvictionPolicy.of(List.copyOf(this.unfinishedHeaders), batch(max));
		if (evicted.isEmpty()) {
			List<Connection> idle = this.open.stream().filter(Connection::isIdle).toList();
			evicted = EvictionPolicy.of(idle.stream().filter((connection) -> !connection.isUsed()).toList(),
					batch(max));
			if (evicted.isEmpty()) {
				evicted = EvictionPolicy.of(idle, 1);
			}
		}
		evicted.forEach(Connection::evictIfWaiting);
	}

	/**
	 * Evicts the oldest connections whose header is not complete, if there are too many.
	 */
	void limitUnfinishedHeaders() {
		int max = this.limits.maxUnfinishedHeaders();
		if (this.unfinishedHeaders.size() > max && hasMoreThan(max, this.unfinishedHeaders)) {
			EvictionPolicy.of(List.copyOf(this.unfinishedHeaders), batch(max)).forEach(Connection::evictIfWaiting);
		}
	}

	/**
	 * Counts again without those that were closed without notice.
	 */
	private boolean hasMoreThan(int count, Collection<Connection> connections) {
		for (Connection connection : connections) {
			if (!connection.isOpen()) {
				remove(connection);
			}
		}
		return connections.size() > count;
	}

	private static int batch(int max) {
		return Math.max(1, max / BATCHES);
	}

}
