package io.soundlift.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Networks whose connections had to be cut off. A network that keeps opening such
 * connections is refused for a while: accepting, reading and refusing a request costs a
 * hundred times as much as closing its connection. A network is accepted while no other
 * one has requests, and while at least as many of its exchanges complete, since its
 * address may be shared by well-behaved clients.
 */
final class CutOffs {

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** Number of networks for which counts are kept. */
	private static final int MAX_NETWORKS = 10_000;

	private final int max;

	private final LongSupplier nanoTime;

	private final Map<String, Count> counts = new HashMap<>();

	private long windowBegan;

	/** Network of an exchange that completed. */
	private @Nullable String served;

	private boolean severalServed;

	/**
	 * Creates the counts.
	 * @param max maximum number of connections of a network that are cut off within ten
	 * seconds without consequences; 0 for no limit
	 * @param nanoTime supplies the present time in nanoseconds
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
	 * Counts an exchange that completed.
	 */
	synchronized void finished(String network) {
		Count count = current(network);
		if (!network.isEmpty()) {
			// the address of a client that disconnected immediately is not known
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
