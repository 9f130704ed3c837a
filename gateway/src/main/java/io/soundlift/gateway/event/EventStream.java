package io.soundlift.gateway.event;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Response with the events of one client. No thread waits for the client: events that it
 * does not read at once are buffered, up to a limit, and sent later. A client that reads
 * nothing for a while is disconnected.
 */
final class EventStream implements WriteListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(EventStream.class);

	/** Some tens of events. */
	static final int MAX_PENDING_BYTES = 64 * 1024;

	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(10);

	private final Deque<byte[]> pending = new ArrayDeque<>();

	private final AtomicBoolean released = new AtomicBoolean();

	private final Subscription subscription;

	private final AsyncContext exchange;

	private final ServletOutputStream output;

	private final Runnable release;

	private int pendingBytes;

	/** Whether written data may still be in a buffer. */
	private boolean unflushed;

	/** Whether the web server has begun to call for data to write. */
	private boolean begun;

	private boolean ending;

	private boolean ended;

	/** When the client last read something, or nothing was left to read. */
	private long movedAt = System.nanoTime();

	/**
	 * Creates a stream.
	 * @param subscription the changes that its client has requested
	 * @param exchange the exchange, which has no time limit of its own
	 * @param output where to write
	 * @param release action to run when the stream has ended
	 */
	EventStream(Subscription subscription, AsyncContext exchange, ServletOutputStream output, Runnable release) {
		this.subscription = subscription;
		this.exchange = exchange;
		this.output = output;
		this.release = release;
		add(EventText.BEGIN);
	}

	Subscription subscription() {
		return this.subscription;
	}

	/**
	 * Sends events. If too many are unread, the client gets an event instead which states
	 * that it has missed some.
	 * @param events one or more whole events
	 */
	synchronized void send(byte[] events) {
		if (this.ending || this.ended) {
			return;
		}
		if (!hasWork()) {
			this.movedAt = System.nanoTime();
		}
		if (this.pendingBytes + events.length > MAX_PENDING_BYTES) {
			this.pending.clear();
			this.pendingBytes = 0;
			add(EventText.RESET);
		}
		else {
			add(events);
		}
		write();
	}

	private void add(byte[] events) {
		this.pending.add(events);
		this.pendingBytes += events.length;
	}

	/**
	 * Ends the stream when everything is sent.
	 */
	synchronized void end() {
		if (!this.ending) {
			this.ending = true;
			write();
		}
	}

	/**
	 * Disconnects the client if it has read nothing for too long.
	 */
	synchronized void check() {
		boolean late = System.nanoTime() - this.movedAt > STALL_TIMEOUT.toNanos();
		if (late && (hasWork() || this.ended) && !isReleased()) {
			logger.debug("Dropping an event stream whose client does not read");
			complete();
			// no thread waits for the connection any more, whatever its state
			release();
		}
	}

	/**
	 * Returns whether nothing is sent any more.
	 */
	boolean isReleased() {
		return this.released.get();
	}

	@Override
	public synchronized void onWritePossible() {
		this.begun = true;
		write();
	}

	private boolean hasWork() {
		return !this.pending.isEmpty() || this.unflushed;
	}

	/**
	 * Writes as much as possible without blocking. If something is left, the call of
	 * {@code isReady} makes the web server call again.
	 */
	private void write() {
		if (!this.begun || this.ended) {
			return;
		}
		try {
			while (hasWork() && this.output.isReady()) {
				byte[] next = this.pending.poll();
				if (next != null) {
					this.pendingBytes -= next.length;
					this.unflushed = true;
					this.output.write(next);
				}
				else {
					this.output.flush();
					this.unflushed = !this.output.isReady();
				}
				this.movedAt = System.nanoTime();
			}
			if (this.ending && !hasWork()) {
				complete();
			}
		}
		catch (IOException ex) {
			// the web server ends the exchange itself and notifies its listeners
			logger.debug("A client of events has gone", ex);
			clear();
		}
	}

	private void complete() {
		clear();
		try {
			this.exchange.complete();
		}
		catch (IllegalStateException ex) {
			logger.debug("The exchange is over already", ex);
		}
	}

	private void clear() {
		this.ended = true;
		this.unflushed = false;
		this.pending.clear();
		this.pendingBytes = 0;
		this.movedAt = System.nanoTime();
	}

	private void release() {
		if (this.released.compareAndSet(false, true)) {
			this.release.run();
		}
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("A client of events has gone", ex);
		synchronized (this) {
			clear();
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		synchronized (this) {
			clear();
		}
		release();
	}

	@Override
	public void onError(AsyncEvent event) {
		// completed by the web server
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// there is no time limit
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// nobody starts it again
	}

}
