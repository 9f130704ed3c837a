package io.soundlift.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between services and a server, so that a test can take the server away and give
 * it back.
 */
final class TcpProxy implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool((work) -> {
		Thread thread = new Thread(work, "tcp-proxy");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final ServerSocket listener;

	private final String targetHost;

	private final int targetPort;

	private volatile boolean connected = true;

	TcpProxy(String targetHost, int targetPort) {
		this.targetHost = targetHost;
		this.targetPort = targetPort;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Cuts all connections and refuses new ones.
	 */
	void cut() {
		this.connected = false;
		this.open.forEach(TcpProxy::closeQuietly);
	}

	/**
	 * Lets connections through again.
	 */
	void restore() {
		this.connected = true;
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.open.add(client);
				if (this.connected) {
					connect(client);
				}
				else {
					closeQuietly(client);
				}
			}
			catch (IOException ex) {
				// the listener was closed, or one connection failed, which its client
				// sees
				continue;
			}
		}
	}

	private void connect(Socket client) {
		try {
			Socket server = new Socket(this.targetHost, this.targetPort);
			this.open.add(server);
			this.threads.execute(() -> copy(client, server));
			this.threads.execute(() -> copy(server, client));
		}
		catch (IOException ex) {
			closeQuietly(client);
		}
	}

	private void copy(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int count = in.read(buffer);
			while (count != -1) {
				out.write(buffer, 0, count);
				count = in.read(buffer);
			}
		}
		catch (IOException ex) {
			// both ends see the broken connection
			this.open.remove(from);
		}
		finally {
			this.open.remove(from);
			this.open.remove(to);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		this.threads.shutdownNow();
	}

}
