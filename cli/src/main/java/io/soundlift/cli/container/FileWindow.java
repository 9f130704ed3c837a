package io.soundlift.cli.container;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * File of which one part is in memory at a time.
 */
final class FileWindow implements Closeable {

	private final FileChannel channel;

	private final long length;

	private final ByteBuffer window;

	private long begin;

	/**
	 * Opens a file.
	 * @param file the file
	 * @param windowBytes number of bytes to read at once
	 * @throws IOException if it can't be read
	 */
	FileWindow(Path file, int windowBytes) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.READ);
		this.length = this.channel.size();
		this.window = ByteBuffer.allocate(windowBytes).limit(0);
	}

	long length() {
		return this.length;
	}

	/**
	 * Reads some bytes.
	 * @param offset where they begin
	 * @param count how many
	 * @return the bytes, valid until the next call
	 * @throws IOException if they can't be read
	 * @throws UnusualFileException if the file does not have them
	 */
	ByteBuffer read(long offset, int count) throws IOException, UnusualFileException {
		if (offset < 0 || count < 0 || offset > this.length - count) {
			throw new UnusualFileException("The file ends before byte " + (offset + count));
		}
		if (count > this.window.capacity()) {
			return fill(ByteBuffer.allocate(count), offset);
		}
		if (offset < this.begin || offset + count > this.begin + this.window.limit()) {
			this.window.clear().limit((int) Math.min(this.window.capacity(), this.length - offset));
			this.begin = offset;
			fill(this.window, offset);
		}
		return this.window.slice((int) (offset - this.begin), count);
	}

	private ByteBuffer fill(ByteBuffer bytes, long offset) throws IOException {
		while (bytes.hasRemaining()) {
			if (this.channel.read(bytes, offset + bytes.position()) < 0) {
				throw new EOFException("The file has become shorter");
			}
		}
		return bytes.flip();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
