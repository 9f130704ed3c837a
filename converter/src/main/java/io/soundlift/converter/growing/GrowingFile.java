package io.soundlift.converter.growing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * A video on the local disk while its bytes arrive. It has its final length from the
 * beginning, with holes where bytes are missing. All bytes before its frontier have
 * arrived, or never will: ranges are sent in the order of the file, except for an index
 * at the end that is sent earlier.
 */
final class GrowingFile implements AutoCloseable {

	private final FileChannel channel;

	private final long sizeBytes;

	private long frontier;

	private long indexBegin = Long.MAX_VALUE;

	private long indexEnd = Long.MAX_VALUE;

	private boolean complete;

	private @Nullable IOException trouble;

	/**
	 * Creates a file that consists of one hole.
	 * @param path where, which must not exist
	 * @param sizeBytes its length, at least 1
	 */
	GrowingFile(Path path, long sizeBytes) throws IOException {
		this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
		this.sizeBytes = sizeBytes;
		this.channel.write(ByteBuffer.allocate(1), sizeBytes - 1);
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	/**
	 * Records the position of an index that arrives before the bytes preceding it.
	 */
	synchronized void index(long begin, long end) {
		this.indexBegin = begin;
		this.indexEnd = end;
	}

	/**
	 * Writes bytes.
	 * @throws NotStreamableException if they do not arrive in the order of the file
	 */
	void write(long offset, ByteBuffer bytes) throws IOException {
		long end = offset + bytes.remaining();
		if (end > this.sizeBytes) {
			throw new NotStreamableException("There are bytes behind the end");
		}
		for (long position = offset; bytes.hasRemaining();) {
			position += this.channel.write(bytes, position);
		}
		synchronized (this) {
			if (offset >= this.indexBegin && offset < this.indexEnd) {
				return;
			}
			if (offset < this.frontier) {
				throw new NotStreamableException("The bytes are not in the order of the file");
			}
			this.frontier = end;
			notifyAll();
		}
	}

	/**
	 * Records that no more bytes will arrive.
	 * @param why {@code null} if all have arrived
	 */
	synchronized void end(@Nullable IOException why) {
		this.trouble = why;
		this.complete = why == null;
		if (this.complete) {
			this.frontier = this.sizeBytes;
		}
		notifyAll();
	}

	/**
	 * Waits until the file has arrived up to a position.
	 * @param end the position
	 * @return the frontier, at least that position
	 * @throws IOException the failure that kept the bytes from arriving
	 */
	synchronized long awaitFrontier(long end) throws IOException {
		try {
			while (this.frontier < end && this.trouble == null) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the video was on its way");
		}
		if (this.frontier < end && this.trouble != null) {
			throw this.trouble;
		}
		return this.frontier;
	}

	/**
	 * Returns whether the file has arrived up to a position.
	 */
	synchronized boolean hasReached(long end) {
		return end <= this.frontier;
	}

	/**
	 * Returns whether a part has arrived, as the recorded index or before the frontier.
	 */
	synchronized boolean has(long begin, long end) {
		return end <= this.frontier || (begin >= this.indexBegin && end <= this.indexEnd);
	}

	int read(ByteBuffer target, long position) throws IOException {
		return this.channel.read(target, position);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
