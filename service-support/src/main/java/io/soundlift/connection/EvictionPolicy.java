package io.soundlift.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Selection of the connections to evict when there are too many: repeatedly the oldest of
 * the address that has the most. So a client at one address can't displace others,
 * however many connections it opens.
 */
final class EvictionPolicy {

	private EvictionPolicy() {
	}

	/**
	 * Returns the connections to evict.
	 * @param candidates connections that may be evicted
	 * @param count number of connections to evict
	 * @return that many connections, or all if there are fewer
	 */
	static List<Connection> of(Collection<Connection> candidates, int count) {
		List<Ranked> ranked = new ArrayList<>(candidates.size());
		Map<String, Integer> seen = new HashMap<>();
		// the number of newer ones of the same address decides
		candidates.stream()
			.sorted(Comparator.comparingLong(Connection::since).reversed())
			.forEach((connection) -> ranked
				.add(new Ranked(connection, seen.merge(connection.network(), 1, Integer::sum))));
		return ranked.stream()
			.sorted(Comparator.comparingInt(Ranked::rank)
				.reversed()
				.thenComparingLong((victim) -> victim.connection().since()))
			.limit(count)
			.map(Ranked::connection)
			.toList();
	}

	/**
	 * A candidate.
	 *
	 * @param connection the connection
	 * @param rank its rank among those of its address, 1 for the newest
	 */
	private record Ranked(Connection connection, int rank) {
	}

}
