package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Reader of the ranges of a file with holes as they are stored.
 */
public final class PackedRangesReader implements RangeSource, AutoCloseable {

	private final InputStream packed;

	private final long sizeBytes;

	private final byte[] header = new byte[PackedRanges.HEADER_BYTES];

	private long left;

	/**
	 * Creates a reader.
	 * @param packed the stored bytes
	 * @param sizeBytes length of the file
	 * @param left number of bytes to read before the first header, 0 or more
	 */
	PackedRangesReader(InputStream packed, long sizeBytes, long left) {
		this.packed = packed;
		this.sizeBytes = sizeBytes;
		this.left = left;
	}

	/**
	 * {@inheritDoc}
	 * @throws FileMissingException if the ranges are not whole
	 */
	@Override
	public @Nullable FileRange next() throws IOException {
		int count = this.packed.readNBytes(this.header, 0, PackedRanges.HEADER_BYTES);
		if (count == 0) {
			return null;
		}
		if (count < PackedRanges.HEADER_BYTES) {
			throw new FileMissingException("The ranges end within a header");
		}
		ByteBuffer buffer = ByteBuffer.wrap(this.header);
		FileRange range = new FileRange(buffer.getLong(), buffer.getLong());
		if (range.offset() < 0 || range.length() < 1 || range.length() > this.sizeBytes - range.offset()) {
			throw new FileMissingException("%s is not within %d bytes".formatted(range, this.sizeBytes));
		}
		this.left = range.length();
		return range;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		int count = this.packed.read(target, offset, (int) Math.min(length, this.left));
		if (count < 0) {
			throw new FileMissingException("The ranges end %d bytes before the end of one".formatted(this.left));
		}
		this.left -= count;
		return count;
	}

	@Override
	public void close() throws IOException {
		this.packed.close();
	}

}
