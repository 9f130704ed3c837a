package io.soundlift.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Proxy in front of one or more servers: passes each new connection to the next one that
 * accepts it, as a load balancer does, and can make all of them unreachable and reachable
 * again, or act as a bad line.
 */
public final class TcpProxy implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool(new DefaultThreadFactory("tcp-proxy", true));

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final ServerSocket listener;

	private final List<InetSocketAddress> targets;

	private final @Nullable InetAddress source;

	private final AtomicInteger next = new AtomicInteger();

	private volatile boolean connected = true;

	private volatile Delay delay = Delay.none();

	private final Map<String, AtomicInteger> breaks = new ConcurrentHashMap<>();

	private final Set<String> silences = ConcurrentHashMap.newKeySet();

	private volatile Delay silence = Delay.none();

	/**
	 * A proxy on a free port of the loopback interface.
	 * @param targets the servers
	 */
	public TcpProxy(List<InetSocketAddress> targets) {
		this(targets, null);
	}

	/**
	 * A proxy whose clients seem to be elsewhere.
	 * @param targets the servers
	 * @param source address of this machine that connections come from, any if
	 * {@code null}
	 */
	public TcpProxy(List<InetSocketAddress> targets, @Nullable InetAddress source) {
		this.targets = targets;
		this.source = source;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * Returns the port that it listens on.
	 * @return the TCP port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Cuts all connections and refuses new ones.
	 */
	public void cut() {
		this.connected = false;
		this.open.forEach(TcpProxy::closeQuietly);
	}

	/**
	 * Holds every packet back for a while before it is passed on.
	 * @param each how long
	 */
	public void delay(Duration each) {
		this.delay = Delay.of(each);
	}

	/**
	 * Holds everything back without a sign: connections are made and stay open. What was
	 * sent arrives when the line is good again.
	 */
	public void stall() {
		this.delay = Delay.of(Duration.ofDays(1));
	}

	/**
	 * Cuts connections whose clients send something, before it reaches the server.
	 * @param text what must not be said, in ISO 8859-1
	 * @param times how many connections it ends
	 */
	public void breakAt(String text, int times) {
		this.breaks.put(text, new AtomicInteger(times));
	}

	/**
	 * Leaves clients that send something without an answer: their connections stay open,
	 * and the server never hears of it. All others continue.
	 * @param text what is followed by silence, in ISO 8859-1
	 */
	public void silenceAt(String text) {
		if (this.silences.isEmpty()) {
			this.silence = Delay.of(Duration.ofDays(1));
		}
		this.silences.add(text);
	}

	/**
	 * Ends one direction of each open connection, alternately that of the client and that
	 * of the server; data continues to flow in the other.
	 */
	public void halfClose() {
		boolean first = true;
		for (Socket socket : this.open) {
			try {
				if (first && !socket.isOutputShutdown() && !socket.isClosed()) {
					socket.shutdownOutput();
				}
			}
			catch (IOException ex) {
				// it has just ended by itself
				this.open.remove(socket);
			}
			first = !first;
		}
	}

	/**
	 * Forwards connections again, and what was kept.
	 */
	public void restore() {
		this.connected = true;
		this.breaks.clear();
		this.silences.clear();
		this.silence.end();
		Delay last = this.delay;
		this.delay = Delay.none();
		last.end();
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
		for (int i = 0; i < this.targets.size(); i++) {
			InetSocketAddress target = this.targets
				.get(Math.floorMod(this.next.getAndIncrement(), this.targets.size()));
			try {
				Socket server = new Socket(target.getAddress(), target.getPort(), this.source, 0);
				this.open.add(server);
				this.threads.execute(() -> copy(client, server, true));
				this.threads.execute(() -> copy(server, client, false));
				return;
			}
			catch (IOException ex) {
				// this one is down; perhaps the next one is not
				continue;
			}
		}
		closeQuietly(client);
	}

	private void copy(Socket from, Socket to, boolean fromClient) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int count = in.read(buffer);
			while (count != -1 && !(fromClient && endsAt(buffer, count))) {
				this.delay.await();
				out.write(buffer, 0, count);
				count = in.read(buffer);
			}
		}
		catch (IOException ex) {
			// both ends see the broken connection
			this.open.remove(from);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.open.remove(from);
			this.open.remove(to);
		}
	}

	private boolean endsAt(byte[] buffer, int count) throws InterruptedException {
		if (this.breaks.isEmpty() && this.silences.isEmpty()) {
			return false;
		}
		String said = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
		if (this.silences.stream().anyMatch(said::contains)) {
			this.silence.await();
			return true;
		}
		return this.breaks.entrySet()
			.stream()
			.anyMatch((each) -> said.contains(each.getKey()) && each.getValue().getAndDecrement() > 0);
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

	/**
	 * How long a packet is kept.
	 *
	 * @param millis at most, in milliseconds
	 * @param over ends it early
	 */
	private record Delay(long millis, CountDownLatch over) {

		static Delay none() {
			return new Delay(0, new CountDownLatch(0));
		}

		static Delay of(Duration each) {
			return new Delay(each.toMillis(), new CountDownLatch(1));
		}

		void await() throws InterruptedException {
			if (this.over.getCount() > 0) {
				this.over.await(this.millis, TimeUnit.MILLISECONDS);
			}
		}

		void end() {
			this.over.countDown();
		}

	}

}
