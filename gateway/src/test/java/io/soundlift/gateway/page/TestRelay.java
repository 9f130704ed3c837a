package io.soundlift.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Connections that a test can cut, also in the middle of what goes over them.
 */
final class TestRelay implements AutoCloseable {

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	private volatile int target;

	TestRelay() {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Begins to take connections.
	 * @param port port that they lead to
	 */
	void leadTo(int port) {
		this.target = port;
		this.threads.execute(this::acceptAll);
	}

	/**
	 * Cuts all connections, and each new one at once.
	 */
	void cut() {
		this.cut = true;
		this.sockets.forEach(TestRelay::close);
		this.sockets.clear();
	}

	void restore() {
		this.cut = false;
	}

	@Override
	public void close() {
		cut();
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

	private void acceptAll() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				// before it looks: whoever cuts has to find it, or it finds the cut
				this.sockets.add(client);
				if (this.cut) {
					this.sockets.remove(client);
					client.close();
				}
				else {
					join(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
				}
			}
			catch (IOException ex) {
				// the relay is closed, or the gateway is; the browser finds out itself
			}
		}
	}

	private void join(Socket client, Socket gateway) {
		this.sockets.add(gateway);
		this.threads.execute(() -> copy(client, gateway));
		this.threads.execute(() -> copy(gateway, client));
	}

	private void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// a connection is over when either side is
		}
		finally {
			close(from);
			close(to);
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
