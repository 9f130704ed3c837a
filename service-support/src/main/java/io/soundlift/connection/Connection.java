package io.soundlift.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * State of one connection, and its time limits. One thread at a time works for a
 * connection; others only inspect and evict it.
 */
final class Connection {

	/**
	 * Clients that receive a response more slowly are cut off: they hold a thread and its
	 * memory.
	 */
	private static final TransferRate LEAST_RATE_OF_ANSWERS = new TransferRate(DataSize.ofKilobytes(1),
			Duration.ofSeconds(20));

	/**
	 * Time in which the rest of a refused body is read, so that its sender receives the
	 * response.
	 */
	private static final Duration LEFTOVER_TIMEOUT = Duration.ofSeconds(5);

	/** Phase of a connection. */
	enum Phase {

		/** No byte of a request has arrived. */
		IDLE,

		/** The header of a request has begun. */
		HEADER,

		/** A request is being processed. */
		EXCHANGE,

		/** The response is complete, and the rest of the request body is being read. */
		LEFTOVER

	}

	private final SocketChannel channel;

	private final String network;

	private final Guard guard;

	private final ConnectionLimits limits;

	private final StalledExchanges stalled;

	private final LongSupplier nanoTime;

	private final RateMeter received = new RateMeter();

	private final RateMeter sent = new RateMeter();

	private volatile Phase phase = Phase.IDLE;

	private volatile long since;

	private volatile boolean used;

	private volatile boolean evicted;

	private volatile @Nullable TransferRate transfer;

	/** Whether no thread works for this. */
	private boolean waiting = true;

	Connection(SocketChannel channel, Guard guard, LongSupplier nanoTime) {
		this.channel = channel;
		InetAddress address = channel.socket().getInetAddress();
		this.network = (address != null) ? Network.of(address) : "";
		this.guard = guard;
		this.limits = guard.limits();
		this.stalled = guard.stalled();
		this.nanoTime = nanoTime;
		this.since = nanoTime.getAsLong();
	}

	/**
	 * Returns the network of the client; an empty text if it has already disconnected.
	 */
	String network() {
		return this.network;
	}

	Phase phase() {
		return this.phase;
	}

	/**
	 * Returns when the phase began, in nanoseconds.
	 */
	long since() {
		return this.since;
	}

	/**
	 * Whether this connection has already served a request.
	 */
	boolean isUsed() {
		return this.used;
	}

	/**
	 * Whether no byte of a request has arrived, as far as known without reading.
	 */
	synchronized boolean isIdle() {
		return this.waiting && this.phase == Phase.IDLE;
	}

	boolean isEvicted() {
		return this.evicted;
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Records that the connection is closed.
	 */
	void closed() {
		this.guard.remove(this);
		this.stalled.remove(this);
	}

	/**
	 * Returns how long a read may wait for the client.
	 * @return milliseconds, at least 1
	 */
	long readTimeoutMillis() {
		long stall = this.limits.stallTimeout().toNanos();
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(stall, left())));
	}

	private long left() {
		if (this.phase == Phase.IDLE || this.transfer != null) {
			return Long.MAX_VALUE;
		}
		Duration limit = switch (this.phase) {
			case HEADER, IDLE -> this.limits.headerTimeout();
			case EXCHANGE -> this.limits.bodyTimeout();
			case LEFTOVER -> LEFTOVER_TIMEOUT;
		};
		return limit.toNanos() - (this.nanoTime.getAsLong() - this.since);
	}

	/**
	 * Counts what was read from the client.
	 * @param count number of bytes; 0 if the client has sent none, -1 at the end of the
	 * stream
	 * @throws SocketTimeoutException if the client has taken too long
	 */
	void received(int count) throws IOException {
		if (this.evicted) {
			throw new SocketTimeoutException("Others need the connection");
		}
		if (this.phase == Phase.IDLE && count > 0) {
			enter(Phase.HEADER);
		}
		if (left() <= 0) {
			throw new SocketTimeoutException("Too slow in phase " + this.phase);
		}
		TransferRate rate = this.transfer;
		if (rate != null) {
			this.received.count(Math.max(0, count), count == 0, rate, this.nanoTime.getAsLong());
		}
		else if (count == 0 && (this.phase == Phase.EXCHANGE || this.phase == Phase.LEFTOVER)) {
			stall();
		}
	}

	/**
	 * Counts what was sent to the client.
	 * @param count number of bytes
	 * @param mustWait whether the client has to receive some before more can be sent
	 * @throws SocketTimeoutException if the client has taken too long
	 */
	void sent(int count, boolean mustWait) throws IOException {
		if (this.evicted && this.sent.isWaiting()) {
			throw new SocketTimeoutException("Others need the connection");
		}
		this.sent.count(count, mustWait, LEAST_RATE_OF_ANSWERS, this.nanoTime.getAsLong());
		if (mustWait && this.transfer == null) {
			stall();
		}
	}

	private void stall() throws SocketTimeoutException {
		if (!this.stalled.add(this)) {
			this.evicted = true;
			this.guard.cutOffs().cutOff(this.network);
			throw new SocketTimeoutException("Too many others wait for their clients");
		}
	}

	/**
	 * Records that a header is complete, and its request is about to be processed.
	 */
	void beginExchange() {
		this.transfer = null;
		enter(Phase.EXCHANGE);
	}

	/**
	 * Converts the exchange into a transfer, which has a minimum rate and no deadline.
	 * @param rate minimum rate
	 */
	void beginTransfer(TransferRate rate) {
		this.received.reset();
		this.transfer = rate;
		this.stalled.remove(this);
	}

	/**
	 * Records that the body is complete.
	 */
	void endBody() {
		this.stalled.remove(this);
	}

	/**
	 * Records that the response is complete.
	 */
	void endExchange() {
		this.transfer = null;
		this.used = true;
		this.sent.reset();
		this.stalled.remove(this);
		enter(Phase.LEFTOVER);
	}

	/**
	 * Records that a thread works for the connection from now on. That time does not
	 * count against the client.
	 */
	synchronized void work() {
		this.waiting = false;
		this.guard.endHeader(this);
	}

	/**
	 * Records that no thread works for the connection from now on.
	 * @param inHeader whether the client has sent a part of a header
	 */
	synchronized void rest(boolean inHeader) {
		this.stalled.remove(this);
		if (this.phase == Phase.EXCHANGE || this.phase == Phase.LEFTOVER) {
			if (!this.evicted) {
				this.guard.cutOffs().finished(this.network);
			}
			enter(inHeader ? Phase.HEADER : Phase.IDLE);
		}
		this.waiting = true;
		if (inHeader) {
			this.guard.beginHeader(this);
		}
	}

	private void enter(Phase next) {
		this.since = this.nanoTime.getAsLong();
		this.phase = next;
	}

	/**
	 * Evicts the connection, unless a thread has begun to work for it.
	 */
	void evictIfWaiting() {
		synchronized (this) {
			if (!this.waiting) {
				return;
			}
			this.evicted = true;
		}
		evict();
	}

	/**
	 * Evicts the connection: reads from it and writes to it fail. The thread that works
	 * for it closes it.
	 */
	void evict() {
		this.evicted = true;
		this.guard.remove(this);
		if (this.phase != Phase.IDLE || !this.used) {
			this.guard.cutOffs().cutOff(this.network);
		}
		try {
			this.channel.shutdownInput();
			if (this.sent.isWaiting()) {
				this.channel.shutdownOutput();
			}
		}
		catch (IOException ex) {
			// it has just been closed, which has the same effect
		}
	}

}
