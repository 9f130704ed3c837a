package io.soundlift.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Socket of a connection. Every byte to and from the client passes through it, whichever
 * code parses it: headers, bodies, chunk headers and trailers alike.
 */
final class GuardedChannel extends NioChannel {

	private final Function<SocketChannel, Connection> connections;

	private volatile @Nullable Connection connection;

	GuardedChannel(SocketBufferHandler buffers, Function<SocketChannel, Connection> connections) {
		super(buffers);
		this.connections = connections;
	}

	/**
	 * Returns the connection.
	 * @return the connection; {@code null} before there is one
	 */
	@Nullable Connection connection() {
		return this.connection;
	}

	@Override
	@SuppressWarnings("NullAway") // Tomcat resets with null when it closes
	public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
		super.reset(channel, wrapper);
		if (channel != null) {
			this.connection = this.connections.apply(channel);
		}
	}

	@Override
	public void close() throws IOException {
		Connection current = this.connection;
		if (current != null) {
			current.closed();
		}
		super.close();
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int count = super.read(target);
		Connection current = this.connection;
		NioSocketWrapper wrapper = this.socketWrapper;
		if (current != null && wrapper != null) {
			current.received(count);
			if (current.phase() != Connection.Phase.IDLE) {
				wrapper.setReadTimeout(current.readTimeoutMillis());
			}
		}
		return count;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int count = super.write(source);
		Connection current = this.connection;
		if (current != null) {
			current.sent(count, source.hasRemaining());
		}
		return count;
	}

}
