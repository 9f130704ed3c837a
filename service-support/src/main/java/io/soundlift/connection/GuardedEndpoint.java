package io.soundlift.connection;

import java.net.InetAddress;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Endpoint that always accepts: when there are too many connections, one that waits for
 * its client is evicted.
 */
final class GuardedEndpoint extends NioEndpoint {

	/**
	 * Buffers of closed connections that are kept for new ones, 16 KB each. Without them
	 * a flood of connections fills the old generation of the heap with buffers.
	 */
	private static final int SPARE_BUFFERS = 128;

	private final Guard guard;

	GuardedEndpoint(Guard guard) {
		this.guard = guard;
		getSocketProperties().setBufferPool(SPARE_BUFFERS);
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffers) {
		return isSSLEnabled() ? super.createChannel(buffers) : new GuardedChannel(buffers, this.guard::connection);
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		InetAddress address = socket.socket().getInetAddress();
		if (address != null && this.guard.cutOffs().isRefused(Network.of(address))) {
			// returning false alone would leave the socket open: Tomcat closes it through
			// its wrapper, which does not exist yet
			destroySocket(socket);
			return false;
		}
		this.guard.makeRoom();
		return super.setSocketOptions(socket);
	}

}
