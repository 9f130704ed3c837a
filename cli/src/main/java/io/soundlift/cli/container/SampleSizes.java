package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sizes of the samples of a track, one after the other (ISO/IEC 14496-12, 8.7.3).
 */
final class SampleSizes {

	private static final int TABLE_OFFSET = 12;

	/** Size of every sample; 0 if a table has the sizes. */
	private final long size;

	private final int fieldBits;

	private final ByteBuffer table;

	private final long fileLength;

	private final long count;

	private long next;

	private SampleSizes(long size, int fieldBits, long count, ByteBuffer table, long fileLength) {
		this.size = size;
		this.fieldBits = fieldBits;
		this.count = count;
		this.table = table;
		this.fileLength = fileLength;
	}

	static SampleSizes read(BoxReader reader, Box box) throws IOException, UnusualFileException {
		ByteBuffer header = reader.read(box, 0, TABLE_OFFSET);
		int second = header.getInt(Integer.BYTES);
		long count = Integer.toUnsignedLong(header.getInt(2 * Integer.BYTES));
		long size = 0;
		int fieldBits = Integer.SIZE;
		if (box.type().equals("stz2")) {
			fieldBits = second & 0xff;
		}
		else {
			size = Integer.toUnsignedLong(second);
		}
		ByteBuffer table = ByteBuffer.allocate(0);
		if (size == 0) {
			table = switch (fieldBits) {
				case 4 -> reader.table(box, TABLE_OFFSET, (count + 1) / 2, 1);
				case 8, 16, 32 -> reader.table(box, TABLE_OFFSET, count, fieldBits / Byte.SIZE);
				default -> throw new UnusualFileException("Sizes have " + fieldBits + " bits");
			};
		}
		return new SampleSizes(size, fieldBits, count, table, reader.fileLength());
	}

	/**
	 * Returns how many samples have not been counted.
	 */
	long left() {
		return this.count - this.next;
	}

	/**
	 * Returns the size of the next samples together.
	 * @param samples how many
	 * @throws UnusualFileException if there are fewer, or the file is smaller
	 */
	long next(long samples) throws UnusualFileException {
		if (samples > left()) {
			throw new UnusualFileException("There are fewer samples than chunks have");
		}
		long bytes = 0;
		if (this.size > 0) {
			this.next += samples;
			if (samples > this.fileLength / this.size) {
				throw new UnusualFileException("A part of the file is missing");
			}
			return samples * this.size;
		}
		for (long sample = 0; sample < samples; sample++) {
			bytes += sizeOf((int) this.next++);
		}
		return bytes;
	}

	private long sizeOf(int sample) {
		return switch (this.fieldBits) {
			case 4 -> (this.table.get(sample / 2) >> ((sample % 2 == 0) ? 4 : 0)) & 0xf;
			case 8 -> Byte.toUnsignedLong(this.table.get(sample));
			case 16 -> Short.toUnsignedLong(this.table.getShort(2 * sample));
			default -> Integer.toUnsignedLong(this.table.getInt(4 * sample));
		};
	}

}
