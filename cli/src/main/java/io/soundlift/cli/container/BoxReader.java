package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reader of the boxes of a file, and of tables in them, up to limits far beyond usual
 * files.
 */
final class BoxReader {

	private static final int MAX_BOXES = 2_000_000;

	private static final int MAX_CHILDREN = 100_000;

	private static final int MAX_TABLE_BYTES = 16 * 1024 * 1024;

	private final FileWindow file;

	private int boxes;

	BoxReader(FileWindow file) {
		this.file = file;
	}

	long fileLength() {
		return this.file.length();
	}

	/**
	 * Reads the header of a box.
	 * @param offset where it begins
	 * @param end end of the enclosing box
	 * @return the box, which lies in the enclosing one
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if there is none
	 */
	Box boxAt(long offset, long end) throws IOException, UnusualFileException {
		if (++this.boxes > MAX_BOXES) {
			throw new UnusualFileException("There are more than " + MAX_BOXES + " boxes");
		}
		ByteBuffer header = this.file.read(offset, 2 * Integer.BYTES);
		long size = Integer.toUnsignedLong(header.getInt());
		String type = Box.type(header.getInt());
		long content = offset + 2 * Integer.BYTES;
		if (size == 1) {
			size = this.file.read(content, Long.BYTES).getLong();
			content += Long.BYTES;
		}
		else if (size == 0 && end == this.file.length()) {
			// the last one may extend to the end of the file
			size = end - offset;
		}
		if (size < content - offset || size > end - offset) {
			throw new UnusualFileException("The box '" + type + "' does not fit");
		}
		return new Box(type, offset, content, offset + size);
	}

	/**
	 * Reads the headers of the boxes in a box.
	 * @param box the box
	 * @param skippedBytes number of bytes before the first of them
	 * @return the boxes, which cover the rest of it
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if it contains something else
	 */
	List<Box> children(Box box, int skippedBytes) throws IOException, UnusualFileException {
		List<Box> children = new ArrayList<>();
		for (long at = box.content() + skippedBytes; at < box.end();) {
			Box child = boxAt(at, box.end());
			children.add(child);
			if (children.size() > MAX_CHILDREN) {
				throw new UnusualFileException("There are more than " + MAX_CHILDREN + " boxes in one");
			}
			at = child.end();
		}
		return children;
	}

	/**
	 * Returns the only box of a type.
	 * @param boxes some boxes
	 * @param types types of which there has to be exactly one box
	 * @throws UnusualFileException if there is none or more than one
	 */
	static Box only(List<Box> boxes, String... types) throws UnusualFileException {
		List<String> wanted = List.of(types);
		List<Box> found = boxes.stream().filter((box) -> wanted.contains(box.type())).toList();
		if (found.size() != 1) {
			throw new UnusualFileException("There are " + found.size() + " boxes of " + wanted);
		}
		return found.get(0);
	}

	/**
	 * Reads bytes of a box.
	 * @param box the box
	 * @param offset where they begin in its content
	 * @param count how many
	 * @return the bytes, valid until the next call
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if the box does not have them
	 */
	ByteBuffer read(Box box, int offset, int count) throws IOException, UnusualFileException {
		if (count > box.end() - box.content() - offset) {
			throw new UnusualFileException("The box '" + box.type() + "' is too short");
		}
		return this.file.read(box.content() + offset, count);
	}

	/**
	 * Reads a table, which remains valid after further reads.
	 * @param box the box
	 * @param offset where the table begins in its content
	 * @param entries number of entries
	 * @param entryBytes number of bytes of each
	 * @return the bytes of the table
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if the box does not have them, or there are too many
	 */
	ByteBuffer table(Box box, int offset, long entries, int entryBytes) throws IOException, UnusualFileException {
		if (entries > MAX_TABLE_BYTES / entryBytes) {
			throw new UnusualFileException("The table '" + box.type() + "' is too large");
		}
		int bytes = (int) entries * entryBytes;
		return ByteBuffer.allocate(bytes).put(read(box, offset, bytes)).flip();
	}

}
