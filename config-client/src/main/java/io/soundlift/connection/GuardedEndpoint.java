package io.soundlift.connection;

import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Endpoint that always accepts: when there are too many connections, one that waits for
 * its client has to go.
 */
final class GuardedEndpoint extends NioEndpoint {

	private final Guard guard;

	GuardedEndpoint(Guard guard) {
		this.guard = guard;
		// buffers live as long as their connection, and their memory comes back
		getSocketProperties().setBufferPool(0);
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffers) {
		return isSSLEnabled() ? super.createChannel(buffers) : new GuardedChannel(buffers, this.guard::connection);
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		if (this.connections.size() >= this.guard.limits().max()) {
			makeRoom();
		}
		return super.setSocketOptions(socket);
	}

	private void makeRoom() {
		List<Connection> waiting = guarded().toList();
		Optional<Connection> victim = Victims.of(in(Connection.Phase.HEADER, waiting));
		if (victim.isEmpty()) {
			List<Connection> idle = in(Connection.Phase.IDLE, waiting);
			victim = Victims.of(idle.stream().filter((connection) -> !connection.isUsed()).toList())
				.or(() -> Victims.of(idle));
		}
		victim.ifPresent(Connection::evict);
	}

	/**
	 * Closes the oldest connections whose header is not complete, if there are too many.
	 */
	void limitUnfinishedHeaders() {
		List<Connection> unfinished = in(Connection.Phase.HEADER, guarded().toList());
		if (unfinished.size() > this.guard.limits().maxUnfinishedHeaders()) {
			Victims.of(unfinished).ifPresent(Connection::evict);
		}
	}

	private Stream<Connection> guarded() {
		return getConnections().stream()
			.map((wrapper) -> wrapper.getSocket())
			.filter(GuardedChannel.class::isInstance)
			.map((channel) -> ((GuardedChannel) channel).connection())
			.filter(Objects::nonNull)
			.filter((connection) -> !connection.isEvicted());
	}

	private static List<Connection> in(Connection.Phase phase, List<Connection> connections) {
		return connections.stream().filter((connection) -> connection.phase() == phase).toList();
	}

}
