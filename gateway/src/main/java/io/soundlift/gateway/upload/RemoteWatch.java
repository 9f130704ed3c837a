package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.soundlift.connection.RateMeter;
import io.soundlift.connection.TransferRate;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the requests of an import, one after another. It ends the running one if its
 * server takes too long. Timeouts of sockets do not suffice: they restart with every
 * byte, even one of TLS or of a header.
 */
final class RemoteWatch implements AutoCloseable {

	/** Greatest time from the beginning to the header of the response. */
	static final Duration MAX_OPENING = Duration.ofSeconds(30);

	private static final Duration INTERVAL = Duration.ofMillis(500);

	private final TransferRate rate;

	private final Duration maxDuration;

	private final UploadDrain drain;

	private final RateMeter meter = new RateMeter();

	private final long since = System.nanoTime();

	private final Future<?> looks;

	private boolean opened;

	private @Nullable HttpGet request;

	private @Nullable String problem;

	/**
	 * Creates a watch, which begins now.
	 * @param rate minimum rate at which the video has to arrive
	 * @param maxDuration maximum time of the import
	 * @param drain time limit when this gateway stops
	 * @param threads executor of the checks
	 */
	RemoteWatch(TransferRate rate, Duration maxDuration, UploadDrain drain, ScheduledExecutorService threads) {
		this.rate = rate;
		this.maxDuration = maxDuration;
		this.drain = drain;
		this.looks = threads.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts to watch a further request, and ends the one before it.
	 */
	synchronized void begin(HttpGet next) {
		end();
		this.request = next;
	}

	/**
	 * Signals that the header of the video has arrived.
	 */
	synchronized void opened() {
		this.opened = true;
	}

	/**
	 * Counts bytes of the video.
	 * @param count number of bytes that arrived
	 * @param mustWait whether the gateway waits for more from now on
	 * @throws SocketTimeoutException if they arrive too slowly
	 */
	synchronized void count(int count, boolean mustWait) throws IOException {
		try {
			this.meter.count(count, mustWait, this.rate, System.nanoTime());
		}
		catch (SocketTimeoutException ex) {
			end("The video comes too slowly");
			throw ex;
		}
	}

	/**
	 * Returns why a request was ended.
	 * @return a sentence without a full stop; {@code null} if none was
	 */
	synchronized @Nullable String problem() {
		return this.problem;
	}

	private synchronized void look() {
		Duration past = Duration.ofNanos(System.nanoTime() - this.since);
		if (!this.opened && past.compareTo(MAX_OPENING) > 0) {
			end("The server did not answer within %d s".formatted(MAX_OPENING.toSeconds()));
		}
		else if (past.compareTo(this.maxDuration) > 0) {
			end("The video did not come within %d s".formatted(this.maxDuration.toSeconds()));
		}
		else if (this.drain.isTimeUp()) {
			end();
		}
		else if (this.meter.isWaiting()) {
			countTime();
		}
	}

	private void countTime() {
		try {
			count(0, true);
		}
		catch (IOException ex) {
			// the request was ended, so the next read fails
		}
	}

	private void end(String reason) {
		this.problem = reason;
		end();
	}

	private void end() {
		if (this.request != null) {
			this.request.cancel();
		}
	}

	/**
	 * Ends the running request, if there is one. The rest of its response is not read.
	 */
	@Override
	public synchronized void close() {
		this.looks.cancel(false);
		end();
	}

}
