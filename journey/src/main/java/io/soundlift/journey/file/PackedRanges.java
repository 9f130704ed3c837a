package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

import io.soundlift.support.BlockInputStream;

/**
 * Ranges of a file, packed one after another as in the store: the bytes of each follow
 * its offset and its length, eight bytes each in big-endian order.
 */
final class PackedRanges extends BlockInputStream {

	static final int HEADER_BYTES = 2 * Long.BYTES;

	private static final int BUFFER_BYTES = 64 * 1024;

	private final RangeSource ranges;

	private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).limit(0);

	private long left;

	/**
	 * Creates the packed form of ranges.
	 * @param ranges the ranges
	 */
	PackedRanges(RangeSource ranges) {
		this.ranges = ranges;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		if (!this.header.hasRemaining() && this.left == 0 && !next()) {
			return -1;
		}
		if (this.header.hasRemaining()) {
			int count = Math.min(length, this.header.remaining());
			this.header.get(target, offset, count);
			return count;
		}
		int count = this.ranges.read(target, offset, (int) Math.min(length, this.left));
		this.left -= count;
		return count;
	}

	private boolean next() throws IOException {
		FileRange range = this.ranges.next();
		if (range == null) {
			return false;
		}
		this.header.clear().put(header(range)).flip();
		this.left = range.length();
		return true;
	}

	/**
	 * Returns what precedes the bytes of a range.
	 */
	static ByteBuffer header(FileRange range) {
		return ByteBuffer.allocate(HEADER_BYTES).putLong(range.offset()).putLong(range.length()).flip();
	}

	/**
	 * Writes a file with holes. If the file system supports that, the holes take no room.
	 * @param packed the packed ranges
	 * @param sizeBytes length of the file
	 * @param target the file, which must not exist
	 * @throws FileMissingException if the ranges are not whole
	 * @throws IOException if they can't be read, or the file can't be written
	 */
	static void unpack(InputStream packed, long sizeBytes, Path target) throws IOException {
		try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
				StandardOpenOption.SPARSE)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			PackedRangesReader ranges = new PackedRangesReader(packed, sizeBytes, 0);
			for (FileRange range = ranges.next(); range != null; range = ranges.next()) {
				copy(ranges, range, file, buffer);
			}
			if (file.size() < sizeBytes) {
				file.write(ByteBuffer.allocate(1), sizeBytes - 1);
			}
		}
	}

	private static void copy(RangeSource source, FileRange range, FileChannel file, byte[] buffer) throws IOException {
		long position = range.offset();
		long end = range.offset() + range.length();
		while (position < end) {
			int count = source.read(buffer, 0, (int) Math.min(buffer.length, end - position));
			ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
			while (bytes.hasRemaining()) {
				position += file.write(bytes, position);
			}
		}
	}

}
