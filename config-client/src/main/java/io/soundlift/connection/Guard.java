package io.soundlift.connection;

import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/**
 * What all connections of a port share.
 */
final class Guard {

	private ConnectionLimits limits;

	private StalledExchanges stalled;

	private Semaphore active;

	Guard(ConnectionLimits limits) {
		this.limits = limits;
		this.stalled = new StalledExchanges(limits.maxStalled());
		this.active = new Semaphore(limits.maxActive());
	}

	/**
	 * Changes the limits, before the port is opened.
	 */
	void setLimits(ConnectionLimits limits) {
		this.limits = limits;
		this.stalled = new StalledExchanges(limits.maxStalled());
		this.active = new Semaphore(limits.maxActive());
	}

	ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * Returns the permits of requests that are read or answered. Threads of a pool are
	 * just as many; virtual threads have no other bound.
	 */
	Semaphore active() {
		return this.active;
	}

	Connection connection(SocketChannel channel) {
		return new Connection(channel, this.limits, this.stalled, System::nanoTime);
	}

}
