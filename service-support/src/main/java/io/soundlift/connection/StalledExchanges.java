package io.soundlift.connection;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exchanges whose thread waits for the client, except transfers. Their number is limited
 * so that threads remain for all others: when it is exceeded, the oldest is cut off.
 */
final class StalledExchanges {

	private final int max;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	StalledExchanges(int max) {
		this.max = max;
	}

	/**
	 * Adds an exchange that begins to wait, for which another one may be evicted.
	 * @param connection its connection
	 * @return {@code false} if this one has to be evicted immediately, because too many
	 * evicted ones are not closed yet: those of its own network if there are one and a
	 * half times the limit, those of all if there are twice the limit
	 */
	boolean add(Connection connection) {
		if (!this.connections.add(connection)) {
			return true;
		}
		int size = this.connections.size();
		if (size > 2 * this.max + 1 || (size > this.max + Math.max(1, this.max / 2) && hasOtherOfNetwork(connection))) {
			return false;
		}
		List<Connection> candidates = this.connections.stream().filter((other) -> !other.isEvicted()).toList();
		if (candidates.size() > this.max) {
			EvictionPolicy.of(candidates, 1).forEach(Connection::evict);
		}
		return true;
	}

	private boolean hasOtherOfNetwork(Connection connection) {
		return this.connections.stream()
			.anyMatch((other) -> other != connection && other.network().equals(connection.network()));
	}

	void remove(Connection connection) {
		this.connections.remove(connection);
	}

}
