package io.soundlift.converter.decode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The blocks of a Matroska stream with one track, read as ffmpeg writes it to a pipe (RFC
 * 9559, RFC 8794). A truncated stream ends there; the run that wrote it has the reason.
 */
final class MatroskaBlocks {

	private static final int BUFFER = 64 * 1024;

	private static final int SEGMENT = 0x18538067;

	private static final int CLUSTER = 0x1F43B675;

	private static final int TIMESTAMP = 0xE7;

	private static final int BLOCK_GROUP = 0xA0;

	private static final int BLOCK = 0xA1;

	private static final int SIMPLE_BLOCK = 0xA3;

	private static final int MAX_NUMBER_BYTES = 8;

	/** Track number in one byte, time relative to the cluster in two, flags in one. */
	private static final int BLOCK_HEADER = 4;

	private final InputStream stream;

	private long clusterMillis;

	private long millis;

	private long left;

	private boolean ended;

	MatroskaBlocks(InputStream stream) {
		this.stream = new BufferedInputStream(stream, BUFFER);
	}

	/**
	 * Advances to the next block, after the content of the previous one was read.
	 * @return whether there is one
	 * @throws IOException if the stream can't be read
	 */
	boolean next() throws IOException {
		try {
			while (!this.ended) {
				int id = (int) number(4, false);
				long size = number(8, true);
				switch (id) {
					case SEGMENT, CLUSTER, BLOCK_GROUP -> {
						// their content follows
					}
					case TIMESTAMP -> this.clusterMillis = unsigned(require(size, 0, MAX_NUMBER_BYTES));
					case BLOCK, SIMPLE_BLOCK -> {
						this.left = require(size, BLOCK_HEADER, Long.MAX_VALUE) - BLOCK_HEADER;
						long header = unsigned(BLOCK_HEADER);
						this.millis = this.clusterMillis + (short) (header >> 8);
						return true;
					}
					default -> this.stream.skipNBytes(size);
				}
			}
		}
		catch (EOFException ex) {
			this.ended = true;
		}
		return false;
	}

	/**
	 * Returns when the block begins.
	 * @return milliseconds
	 */
	long millis() {
		return this.millis;
	}

	/**
	 * Returns the number of bytes of the block's content that are left to read.
	 * @return bytes
	 */
	long left() {
		return this.left;
	}

	/**
	 * Reads content of the block.
	 * @param target array to read into
	 * @param offset index of the first byte in the array
	 * @param length the most to read, at most what is left
	 * @return number of bytes read; less than requested only at the end of the stream
	 * @throws IOException if the stream can't be read
	 */
	int read(byte[] target, int offset, int length) throws IOException {
		int read = this.stream.readNBytes(target, offset, length);
		this.left -= read;
		if (read < length) {
			this.left = 0;
			this.ended = true;
		}
		return read;
	}

	/**
	 * Reads a number whose leading bits encode its length in bytes.
	 */
	private long number(int longest, boolean withoutLength) throws IOException {
		int first = this.stream.read();
		if (first < 0) {
			throw new EOFException();
		}
		int more = Integer.numberOfLeadingZeros(first) - (Integer.SIZE - Byte.SIZE);
		require(more, 0, longest - 1);
		long begin = withoutLength ? first & (0x7f >> more) : first;
		return begin << (Byte.SIZE * more) | unsigned(more);
	}

	/**
	 * Reads a number.
	 * @param bytes how many bytes it has, at most eight
	 * @return the number, not negative
	 */
	private long unsigned(long bytes) throws IOException {
		byte[] content = this.stream.readNBytes((int) bytes);
		if (content.length < bytes) {
			throw new EOFException();
		}
		long value = 0;
		for (byte next : content) {
			value = value << Byte.SIZE | (next & 0xff);
		}
		return require(value, 0, Long.MAX_VALUE - Short.MAX_VALUE);
	}

	private static long require(long value, long least, long greatest) throws IOException {
		if (value < least || value > greatest) {
			throw new IOException("Not what ffmpeg writes as Matroska");
		}
		return value;
	}

}
