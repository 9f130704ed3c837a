package io.soundlift.connection;

import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Endpoint that always accepts: when there are too many connections, one that waits for
 * its client has to go.
 */
final class GuardedEndpoint extends NioEndpoint {

	private static final int BATCHES = 8;

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
		List<Connection> open = guarded().toList();
		int max = this.guard.limits().max();
		if (open.size() >= max) {
			int count = batch(max);
			List<Connection> victims = Victims.of(in(Connection.Phase.HEADER, open), count);
			if (victims.isEmpty()) {
				List<Connection> idle = in(Connection.Phase.IDLE, open);
				victims = Victims.of(idle.stream().filter((connection) -> !connection.isUsed()).toList(), count);
				if (victims.isEmpty()) {
					victims = Victims.of(idle, 1);
				}
			}
			victims.forEach(Connection::evict);
		}
	}

	/**
	 * Closes the oldest connections whose header is not complete, if there are too many.
	 */
	void limitUnfinishedHeaders() {
		int max = this.guard.limits().maxUnfinishedHeaders();
		List<Connection> unfinished = in(Connection.Phase.HEADER, guarded().toList());
		if (unfinished.size() > max) {
			Victims.of(unfinished, batch(max)).forEach(Connection::evict);
		}
	}

	/**
	 * Returns how many go at once, for to look for them takes time.
	 */
	private static int batch(int max) {
		return Math.max(1, max / BATCHES);
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
