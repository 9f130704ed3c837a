package io.soundlift.connection;

import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What all connections of a port share. A connection that was evicted is none of them any
 * more, though it takes a moment to close it.
 */
final class Guard {

	/** To look for victims takes time, so several go at once. */
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
	 * Returns the permits of requests that are read or answered. Threads of a pool are
	 * just as many; virtual threads have no other bound.
	 */
	Semaphore active() {
		return this.active;
	}

	/**
	 * Creates a connection, which counts from now on.
	 */
	Connection connection(SocketChannel channel) {
		Connection connection = new Connection(channel, this, System::nanoTime);
		this.open.add(connection);
		return connection;
	}

	/**
	 * Notes that a connection does not count any more.
	 */
	void remove(Connection connection) {
		this.open.remove(connection);
		this.unfinishedHeaders.remove(connection);
	}

	/**
	 * Notes that a connection waits for the rest of a header.
	 */
	void beginHeader(Connection connection) {
		this.unfinishedHeaders.add(connection);
	}

	/**
	 * Notes that a connection does not wait for the rest of a header any more.
	 */
	void endHeader(Connection connection) {
		this.unfinishedHeaders.remove(connection);
	}

	/**
	 * Evicts connections that wait for their clients, if there are as many as may be.
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
	 * Looks again without those that were closed by nobody who has said so.
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
