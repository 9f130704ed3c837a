package io.soundlift.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Connections that a test can cut or slow down, also in the middle of what goes over
 * them.
 */
final class TestRelay implements AutoCloseable {

	private static final int BUFFER_BYTES = 16 * 1024;

	/** As long as connections are slow the rest waits in the browser, not on its way. */
	private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	private volatile Hold hold = Hold.nothing();

	private final Object limitChange = new Object();

	/** Bytes in a second that each connection carries to the gateway; -1 for any. */
	private volatile int limit = -1;

	private volatile int target;

	TestRelay() {
		try {
			this.server = new ServerSocket();
			this.server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
			this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
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

	/**
	 * Keeps back answers, and what comes after them over the same connection.
	 * @param status status code of these answers
	 */
	void hold(int status) {
		this.hold = new Hold(("HTTP/1.1 " + status).getBytes(StandardCharsets.ISO_8859_1), new CountDownLatch(1));
	}

	/**
	 * Hands over what is kept back.
	 */
	void release() {
		this.hold.over().countDown();
		this.hold = Hold.nothing();
	}

	/**
	 * Slows down what the browser sends, at once.
	 * @param bytesPerSecond greatest speed of each connection; -1 for any
	 */
	void limit(int bytesPerSecond) {
		synchronized (this.limitChange) {
			this.limit = bytesPerSecond;
			this.limitChange.notifyAll();
		}
	}

	void restore() {
		this.cut = false;
		limit(-1);
		release();
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
		this.threads.execute(() -> copy(client, gateway, true));
		this.threads.execute(() -> copy(gateway, client, false));
	}

	private void copy(Socket from, Socket to, boolean limited) {
		byte[] buffer = new byte[BUFFER_BYTES];
		try {
			InputStream input = from.getInputStream();
			for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
				this.hold.await(buffer, length);
				to.getOutputStream().write(buffer, 0, length);
				if (limited) {
					awaitTimeOf(length);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
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

	/**
	 * Waits as long as bytes take by the limit, or until that changes.
	 */
	private void awaitTimeOf(int bytes) throws InterruptedException {
		synchronized (this.limitChange) {
			long begin = System.nanoTime();
			int applied = this.limit;
			while (applied > 0 && this.limit == applied) {
				long millis = bytes * 1000L / applied - (System.nanoTime() - begin) / 1_000_000;
				if (millis <= 0) {
					return;
				}
				this.limitChange.wait(millis);
			}
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

	/**
	 * Answers that are kept back.
	 *
	 * @param begin the first bytes of each
	 * @param over reaches zero when they are handed over
	 */
	private record Hold(byte[] begin, CountDownLatch over) {

		static Hold nothing() {
			return new Hold(new byte[0], new CountDownLatch(0));
		}

		void await(byte[] bytes, int length) throws InterruptedException {
			if (length >= this.begin.length
					&& Arrays.equals(bytes, 0, this.begin.length, this.begin, 0, this.begin.length)) {
				this.over.await();
			}
		}

	}

}
