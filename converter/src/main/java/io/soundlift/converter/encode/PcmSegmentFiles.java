package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Pool of the files for segments. Their number is limited, so that a decoder that is far
 * ahead of the encoders has to wait. They are reused while there are samples to write,
 * since a new file takes longer to write than one whose pages are allocated.
 */
final class PcmSegmentFiles {

	private final Deque<Path> free;

	private boolean complete;

	private boolean cancelled;

	PcmSegmentFiles(Collection<Path> files) {
		this.free = new ArrayDeque<>(files);
	}

	/**
	 * Waits for a free file.
	 * @return a file, which may not exist or may have old content
	 * @throws CancellationException if it is no longer needed
	 */
	synchronized Path acquire() throws InterruptedException {
		while (this.free.isEmpty() && !this.cancelled) {
			wait();
		}
		if (this.cancelled) {
			throw new CancellationException("The encoding was given up");
		}
		return this.free.pop();
	}

	/**
	 * Adds a file to the pool.
	 */
	synchronized void add(Path file) {
		this.free.push(file);
		notifyAll();
	}

	/**
	 * Returns a file to the pool when its samples are no longer needed.
	 */
	void release(Path file) throws IOException {
		synchronized (this) {
			if (!this.complete) {
				this.free.push(file);
				notifyAll();
				return;
			}
		}
		Files.delete(file);
	}

	/**
	 * Notes that all samples are written: the files are deleted as they become free.
	 */
	void complete() throws IOException {
		List<Path> unused;
		synchronized (this) {
			this.complete = true;
			unused = List.copyOf(this.free);
		}
		for (Path file : unused) {
			Files.deleteIfExists(file);
		}
	}

	synchronized void cancel() {
		this.cancelled = true;
		notifyAll();
	}

}
