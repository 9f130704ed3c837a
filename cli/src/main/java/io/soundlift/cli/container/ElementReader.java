package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reader of the elements of a Matroska file, up to a limit far beyond usual files.
 */
final class ElementReader {

	private static final int MAX_ELEMENTS = 10_000_000;

	private static final int MAX_HEADER_BYTES = 12;

	private final FileWindow file;

	private int elements;

	ElementReader(FileWindow file) {
		this.file = file;
	}

	long fileLength() {
		return this.file.length();
	}

	/**
	 * Reads the header of an element.
	 * @param offset where it begins
	 * @param end end of the enclosing element
	 * @return the element, which lies in the enclosing one
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if there is none
	 */
	Element elementAt(long offset, long end) throws IOException, UnusualFileException {
		if (++this.elements > MAX_ELEMENTS) {
			throw new UnusualFileException("There are more than " + MAX_ELEMENTS + " elements");
		}
		ByteBuffer header = this.file.read(offset, (int) Math.min(MAX_HEADER_BYTES, end - offset));
		int idBytes = length(header, 0, Integer.BYTES);
		int id = 0;
		for (int i = 0; i < idBytes; i++) {
			id = (id << Byte.SIZE) | Byte.toUnsignedInt(header.get(i));
		}
		int sizeBytes = length(header, idBytes, Long.BYTES);
		long size = value(header, idBytes, sizeBytes);
		long content = offset + idBytes + sizeBytes;
		if (size == (1L << (7 * sizeBytes)) - 1) {
			return new Element(id, content, end, false);
		}
		if (size > end - content) {
			throw new UnusualFileException("The element " + Integer.toHexString(id) + " does not fit");
		}
		return new Element(id, content, content + size, true);
	}

	/**
	 * Reads an unsigned integer.
	 * @param element the element
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if it has more than 32 bits
	 */
	long unsignedInteger(Element element) throws IOException, UnusualFileException {
		if (!element.sizeKnown() || element.length() > Integer.BYTES) {
			throw new UnusualFileException("The element " + Integer.toHexString(element.id()) + " is no number");
		}
		ByteBuffer bytes = this.file.read(element.content(), (int) element.length());
		long value = 0;
		while (bytes.hasRemaining()) {
			value = (value << Byte.SIZE) | Byte.toUnsignedLong(bytes.get());
		}
		return value;
	}

	/**
	 * Reads the header of a block (RFC 9559, 10).
	 * @param element the block
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if it has none
	 */
	BlockHeader blockHeader(Element element) throws IOException, UnusualFileException {
		ByteBuffer header = this.file.read(element.content(), (int) Math.min(MAX_HEADER_BYTES, element.length()));
		int trackBytes = length(header, 0, Long.BYTES);
		int flagsAt = trackBytes + Short.BYTES;
		if (flagsAt >= header.limit()) {
			throw new UnusualFileException("A block is too short");
		}
		return new BlockHeader(value(header, 0, trackBytes), (header.get(flagsAt) & 0x06) != 0,
				element.content() + flagsAt + 1);
	}

	/** Returns the length of a variable-size integer by its leading zeros. */
	private static int length(ByteBuffer bytes, int at, int longest) throws UnusualFileException {
		int length = (at < bytes.limit()) ? Integer.numberOfLeadingZeros(Byte.toUnsignedInt(bytes.get(at))) - 23 : 0;
		if (length < 1 || length > longest || at + length > bytes.limit()) {
			throw new UnusualFileException("There is no element");
		}
		return length;
	}

	private static long value(ByteBuffer bytes, int at, int length) {
		long value = Byte.toUnsignedLong(bytes.get(at)) & ((1 << (Byte.SIZE - length)) - 1);
		for (int i = 1; i < length; i++) {
			value = (value << Byte.SIZE) | Byte.toUnsignedLong(bytes.get(at + i));
		}
		return value;
	}

	/**
	 * Header of a block.
	 *
	 * @param track number of its track
	 * @param laced whether it contains several packets
	 * @param content offset after the header
	 */
	record BlockHeader(long track, boolean laced, long content) {

	}

}
