package io.soundlift.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Networks whose connections had to be cut off. A network that keeps opening such
 * connections is refused for a while: to accept, read and refuse a request costs a
 * hundred times as much as to close its connection. A network is let in while nobody else
 * asks, and while at least as many of its exchanges come to their end, as others are
 * behind its address.
 */
final class CutOffs {

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** Of more networks than these nothing is known. */
	private static final int MAX_NETWORKS = 10_000;

	private final int max;

	private final LongSupplier nanoTime;

	private final Map<String, Count> counts = new HashMap<>();

	private long windowBegan;

	/** Network of an exchange that came to its end. */
	private @Nullable String served;

	private boolean severalServed;

	/**
	 * Creates the counts.
	 * @param max greatest number of connections of a network that are cut off within ten
	 * seconds without consequences; 0 if there never are any
	 * @param nanoTime clock, in nanoseconds
	 */
	CutOffs(int max, LongSupplier nanoTime) {
		this.max = max;
		this.nanoTime = nanoTime;
		this.windowBegan = nanoTime.getAsLong();
	}

	/**
	 * Counts a connection that was cut off.
	 */
	synchronized void cutOff(String network) {
		Count count = current(network);
		if (count != null) {
			count.cutOff++;
		}
		else if (this.max > 0 && this.counts.size() < MAX_NETWORKS) {
			this.counts.put(network, new Count());
		}
	}

	/**
	 * Counts an exchange that came to its end.
	 */
	synchronized void finished(String network) {
		Count count = current(network);
		if (!network.isEmpty()) {
			// where a client was that has gone at once is not known
			this.severalServed |= this.served != null && !this.served.equals(network);
			this.served = network;
		}
		if (count != null) {
			count.finished++;
		}
	}

	/**
	 * Whether new connections of a network are closed.
	 */
	synchronized boolean isRefused(String network) {
		Count count = current(network);
		return count != null && count.cutOff > this.max && count.cutOff > count.finished && isOtherServed(network);
	}

	private boolean isOtherServed(String network) {
		return this.severalServed || (this.served != null && !this.served.equals(network));
	}

	private @Nullable Count current(String network) {
		long now = this.nanoTime.getAsLong();
		if (now - this.windowBegan > WINDOW_NANOS) {
			this.windowBegan = now;
			this.counts.clear();
			this.served = null;
			this.severalServed = false;
		}
		return this.counts.get(network);
	}

	/**
	 * Exchanges of a network.
	 */
	private static final class Count {

		private int cutOff = 1;

		private int finished;

	}

}
