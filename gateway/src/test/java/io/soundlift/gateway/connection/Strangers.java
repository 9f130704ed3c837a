package io.soundlift.gateway.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that each begin a request and then send one byte from time to time. A
 * connection that the server closes is opened again, with the next byte of the others.
 */
final class Strangers implements AutoCloseable {

	private static final Duration LOOK = Duration.ofMillis(50);

	private final Selector selector;

	private final InetSocketAddress server;

	private final byte[] opening;

	private final long dripNanos;

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private int toOpen;

	private final Thread thread;

	private volatile boolean running = true;

	/**
	 * Opens connections.
	 * @param port port on the loopback interface
	 * @param count number of connections
	 * @param opening what each sends at first
	 * @param drip time between two further bytes
	 */
	Strangers(int port, int count, String opening, Duration drip) {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.opening = opening.getBytes(StandardCharsets.ISO_8859_1);
		this.dripNanos = drip.toNanos();
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread = new Thread(() -> run(count), "strangers");
		this.thread.start();
	}

	/**
	 * Returns the number of connections that are open at the moment.
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * Returns how many connections the server has closed or refused so far.
	 */
	int closed() {
		return this.closed.get();
	}

	private void run(int count) {
		try {
			this.toOpen = count;
			connect();
			long dripped = System.nanoTime();
			while (this.running) {
				this.selector.select(this::handle, LOOK.toMillis());
				if (System.nanoTime() - dripped > this.dripNanos) {
					dripped = System.nanoTime();
					this.selector.keys().stream().filter(SelectionKey::isValid).toList().forEach(this::drip);
					connect();
				}
			}
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void connect() throws IOException {
		for (; this.toOpen > 0; this.toOpen--) {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.connect(this.server);
			channel.register(this.selector, SelectionKey.OP_CONNECT);
		}
	}

	private void handle(SelectionKey key) {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			if (key.isConnectable()) {
				channel.finishConnect();
				this.open.incrementAndGet();
				channel.write(ByteBuffer.wrap(this.opening));
				key.interestOps(SelectionKey.OP_READ);
			}
			else if (channel.read(ByteBuffer.allocate(1024)) < 0) {
				end(key);
			}
		}
		catch (IOException ex) {
			end(key);
		}
	}

	private void drip(SelectionKey key) {
		if (key.interestOps() == SelectionKey.OP_READ) {
			try {
				((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] { 'a' }));
			}
			catch (IOException ex) {
				end(key);
			}
		}
	}

	private void end(SelectionKey key) {
		try {
			if (key.interestOps() == SelectionKey.OP_READ) {
				this.open.decrementAndGet();
			}
			this.closed.incrementAndGet();
			this.toOpen++;
			key.channel().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.running = false;
		this.selector.wakeup();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
