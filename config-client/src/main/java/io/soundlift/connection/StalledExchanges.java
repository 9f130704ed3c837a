package io.soundlift.connection;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exchanges whose thread waits for the client, transfers apart. There are so few of them
 * that threads remain for everybody else: one more, and the oldest is cut off.
 */
final class StalledExchanges {

	private final int max;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	StalledExchanges(int max) {
		this.max = max;
	}

	void add(Connection connection) {
		if (this.connections.add(connection)) {
			List<Connection> candidates = this.connections.stream().filter((other) -> !other.isEvicted()).toList();
			if (candidates.size() > this.max) {
				EvictionPolicy.of(candidates, 1).forEach(Connection::evict);
			}
		}
	}

	void remove(Connection connection) {
		this.connections.remove(connection);
	}

}
