package io.soundlift.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Choice of the connections that have to go when there are too many: one after the other
 * the oldest of the address that has the most. So somebody at one address, however many
 * connections they open, takes none away from others.
 */
final class EvictionPolicy {

	private EvictionPolicy() {
	}

	/**
	 * Returns the connections that have to go.
	 * @param candidates connections that may go
	 * @param count how many have to go
	 * @return that many connections, or all if there are fewer
	 */
	static List<Connection> of(Collection<Connection> candidates, int count) {
		List<Ranked> ranked = new ArrayList<>(candidates.size());
		Map<String, Integer> seen = new HashMap<>();
		// how many newer ones the same address has decides
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
	 * @param rank its place among those of its address, 1 for the newest
	 */
	private record Ranked(Connection connection, int rank) {
	}

}
