package io.soundlift.converter.encode;

import java.util.concurrent.CancellationException;

/**
 * Bounds how many spools there are, so that a decoder that is far ahead of the encoders
 * has to wait.
 */
final class SpoolPermits {

	private int free;

	private boolean cancelled;

	SpoolPermits(int count) {
		this.free = count;
	}

	/**
	 * Waits until there may be one more.
	 * @throws CancellationException if nobody is going to need it
	 */
	synchronized void acquire() throws InterruptedException {
		while (this.free == 0 && !this.cancelled) {
			wait();
		}
		if (this.cancelled) {
			throw new CancellationException("The encoding was given up");
		}
		this.free--;
	}

	synchronized void release() {
		this.free++;
		notifyAll();
	}

	synchronized void cancel() {
		this.cancelled = true;
		notifyAll();
	}

}
