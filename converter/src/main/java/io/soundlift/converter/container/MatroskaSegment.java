package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * The one element of a Matroska or WebM file that holds everything but the EBML header
 * (RFC 9559, 5.1; RFC 8794, 4 and 6).
 */
final class MatroskaSegment {

	private static final int EBML_HEADER = 0x1a45_dfa3;

	private static final int SEGMENT = 0x1853_8067;

	private static final int MAX_SIZE_BYTES = 8;

	private MatroskaSegment() {
	}

	/**
	 * Determines the extent of the segment.
	 * @param file the file
	 * @return the extent
	 * @throws IOException if the file can't be read
	 */
	static Extent extent(MediaFile file) throws IOException {
		Element header = Element.read(file, 0, EBML_HEADER);
		if (header == null || header.size() < 0) {
			return Extent.UNKNOWN;
		}
		Element segment = Element.read(file, header.position() + header.size(), SEGMENT);
		if (segment == null || segment.size() < 0) {
			return Extent.UNKNOWN;
		}
		long missing = Math.max(0, segment.size() - (file.size() - segment.position()));
		return new Extent(missing == 0, missing);
	}

	/**
	 * An element.
	 *
	 * @param position where its content begins
	 * @param size size of its content in bytes; -1 if the file does not state it
	 */
	private record Element(long position, long size) {

		static @Nullable Element read(MediaFile file, long position, int id) throws IOException {
			ByteBuffer start = file.read(position, Integer.BYTES + MAX_SIZE_BYTES, ByteOrder.BIG_ENDIAN);
			if (start == null || start.getInt() != id) {
				return null;
			}
			long bits = start.getLong();
			// the number of leading zeros is the number of bytes after the first
			int bytes = Long.numberOfLeadingZeros(bits) + 1;
			if (bytes > MAX_SIZE_BYTES) {
				return null;
			}
			long mask = (1L << 7 * bytes) - 1;
			long size = bits >>> Byte.SIZE * (MAX_SIZE_BYTES - bytes) & mask;
			return new Element(position + Integer.BYTES + bytes, (size == mask) ? -1 : size);
		}

	}

}
