package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream of the bytes of an upload that count, while it receives more. Reading blocks
 * until there are some, and ends with the last byte of the upload. One thread reads, any
 * other tells what there is.
 */
final class DurableContent extends BlockInputStream {

	/**
	 * Greatest time without further bytes. Longer than a slow request needs until a chunk
	 * is stored partly filled.
	 */
	static final Duration PAUSE = Duration.ofSeconds(30);

	/** Bytes within a pause that are fewer are as good as none. */
	static final long MIN_BYTES = 128 * 1024;

	private static final Duration POLL = Duration.ofSeconds(1);

	private final PartialFiles files;

	private final Supplier<Instant> clock;

	private PartialFile counting;

	private Instant grownAt;

	private long grownTo;

	private boolean whole;

	private boolean closed;

	private @Nullable InputStream stored;

	private volatile long position;

	/**
	 * Creates the bytes of an upload.
	 * @param counting those that count now
	 * @param clock clock of pauses
	 */
	DurableContent(PartialFiles files, PartialFile counting, Supplier<Instant> clock) {
		this.files = files;
		this.counting = counting;
		this.clock = clock;
		this.grownAt = clock.get();
		this.grownTo = counting.sizeBytes();
	}

	/**
	 * Adds bytes that count from now on. They never change, whoever writes those behind
	 * them.
	 */
	synchronized void grow(PartialFile longer) {
		if (longer.sizeBytes() > this.counting.sizeBytes()) {
			this.counting = longer;
			if (longer.sizeBytes() - this.grownTo >= MIN_BYTES) {
				this.grownTo = longer.sizeBytes();
				this.grownAt = this.clock.get();
			}
			notifyAll();
		}
	}

	/**
	 * Sets the end of the content.
	 * @param all all bytes of the upload
	 */
	synchronized void end(PartialFile all) {
		this.counting = all;
		this.whole = true;
		notifyAll();
	}

	/**
	 * Returns the number of bytes that were read.
	 */
	long position() {
		return this.position;
	}

	/**
	 * Reads the available bytes, and waits if there are none.
	 * @throws InterruptedIOException if none came for too long, or this stream was closed
	 */
	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		while (true) {
			InputStream bytes = awaitMore();
			int count = (bytes != null) ? bytes.read(target, offset, length) : -1;
			if (count > 0) {
				// written by this thread only
				this.position = this.position + count;
			}
			if (count > 0 || bytes == null) {
				return count;
			}
			release();
		}
	}

	private synchronized @Nullable InputStream awaitMore() throws IOException {
		try {
			while (!this.closed && !this.whole && this.counting.sizeBytes() == this.position) {
				if (this.clock.get().isAfter(this.grownAt.plus(PAUSE))) {
					throw new InterruptedIOException("The upload has paused");
				}
				wait(POLL.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the upload had no more bytes");
		}
		if (this.closed) {
			throw new InterruptedIOException("Nobody needs the upload's bytes any more");
		}
		long size = this.counting.sizeBytes();
		if (size < this.position) {
			throw new IOException("Of an upload of %d bytes %d were read".formatted(size, this.position));
		}
		if (size == this.position) {
			return null;
		}
		if (this.stored == null) {
			this.stored = this.files.read(Bucket.VIDEOS, this.counting, this.position);
		}
		return this.stored;
	}

	private synchronized void release() {
		this.stored = null;
	}

	/**
	 * Ends the reading, also while another thread waits for bytes.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		release();
		notifyAll();
	}

}
