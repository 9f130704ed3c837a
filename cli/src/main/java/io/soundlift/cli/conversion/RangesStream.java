package io.soundlift.cli.conversion;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Objects;

import io.soundlift.cli.container.ByteRange;

/**
 * Stream of a {@code multipart/byteranges} body, read from the file on demand.
 */
final class RangesStream extends InputStream {

	private final FileChannel file;

	private final RangeParts parts;

	private final MessageDigest digest;

	/** Index of the range whose header or content is being read. */
	private int index = -1;

	private ByteBuffer text = ByteBuffer.allocate(0);

	private long at;

	private long end;

	/**
	 * Opens a body.
	 * @param file the file
	 * @param parts the parts
	 * @param digest updated by the offset, the length and the bytes of each range
	 * @throws IOException if the file can't be read
	 */
	RangesStream(Path file, RangeParts parts, MessageDigest digest) throws IOException {
		this.file = FileChannel.open(file, StandardOpenOption.READ);
		this.parts = parts;
		this.digest = digest;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		// ranges may be short, and each read results in a write to the connection
		int count = 0;
		while (count < length && (this.text.hasRemaining() || this.at < this.end || next())) {
			count += readSome(target, offset + count, length - count);
		}
		return (count > 0 || length == 0) ? count : -1;
	}

	private int readSome(byte[] target, int offset, int length) throws IOException {
		if (this.text.hasRemaining()) {
			int count = Math.min(length, this.text.remaining());
			this.text.get(target, offset, count);
			return count;
		}
		int count = this.file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, this.end - this.at)),
				this.at);
		if (count < 0) {
			throw new EOFException("The file has become shorter");
		}
		this.digest.update(target, offset, count);
		this.at += count;
		return count;
	}

	/** Advances to the next range, or to the end of the body after the last one. */
	private boolean next() {
		if (this.index == this.parts.ranges().size()) {
			return false;
		}
		if (++this.index == this.parts.ranges().size()) {
			this.text = ByteBuffer.wrap(this.parts.end());
			return true;
		}
		ByteRange range = this.parts.ranges().get(this.index);
		this.text = ByteBuffer.wrap(this.parts.header(this.index));
		this.at = range.begin();
		this.end = range.end();
		this.digest.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(range.begin()).putLong(range.length()).flip());
		return true;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
