package io.soundlift.connection;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Choice of the connection that has to go when there are too many: the oldest of the
 * address that has the most. So somebody at one address, however many connections they
 * open, takes none away from others.
 */
final class Victims {

	private Victims() {
	}

	/**
	 * Returns the connection that has to go.
	 * @param candidates connections that may go
	 * @return the connection; empty if there is no candidate
	 */
	static Optional<Connection> of(Collection<Connection> candidates) {
		Map<ByteBuffer, Long> counts = candidates.stream()
			.map(Connection::network)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		return candidates.stream()
			.min(Comparator.comparing((Connection connection) -> counts.get(connection.network()),
					Comparator.reverseOrder())
				.thenComparingLong(Connection::since));
	}

}
