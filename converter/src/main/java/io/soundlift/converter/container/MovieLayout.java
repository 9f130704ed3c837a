package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where an MP4 or QuickTime file has its index and its media data (ISO/IEC 14496-12).
 *
 * @param indexBegin beginning of the box {@code moov}; -1 if it can't be found
 * @param indexEnd end of that box; -1 if it can't be found
 * @param mediaBegin beginning of the first box {@code mdat}; -1 if there is none before
 * the index
 */
public record MovieLayout(long indexBegin, long indexEnd, long mediaBegin) {

	private static final Set<String> FIRST_BOXES = Set.of("ftyp", "moov", "mdat", "free", "skip", "wide", "pnot");

	private static final Set<String> CONTAINERS = Set.of("trak", "mdia", "minf", "stbl");

	/** As large as that of a five-hour movie; it is held in memory. */
	private static final int MAX_INDEX_BYTES = 16 * 1024 * 1024;

	/** Depth at which the chunk offset tables are nested. */
	private static final int MAX_DEPTH = 4;

	private static final int HEADER_BYTES = 8;

	/** Version, flags, and number of entries. */
	private static final int TABLE_HEADER_BYTES = 8;

	/**
	 * Reads the layout of a file.
	 * @param path the file, with zeros where bytes are missing
	 * @return the layout; {@code null} if it is not such a file
	 * @throws IOException if it can't be read
	 */
	public static @Nullable MovieLayout of(Path path) throws IOException {
		try (MediaFile file = MediaFile.open(path)) {
			List<Chunk> boxes = ChunkLayout.MOVIE.all(file, 0, file.size());
			if (boxes.isEmpty() || !FIRST_BOXES.contains(boxes.get(0).type())) {
				return null;
			}
			long begin = 0;
			long media = -1;
			for (Chunk box : boxes) {
				long end = box.position() + box.size();
				if (box.type().equals("moov")) {
					return new MovieLayout(begin, end, media);
				}
				media = (media < 0 && box.type().equals("mdat")) ? begin : media;
				begin = end;
			}
			return new MovieLayout(-1, -1, media);
		}
	}

	/**
	 * Returns whether the index was found.
	 * @return whether its position is known
	 */
	public boolean hasIndex() {
		return this.indexBegin >= 0;
	}

	/**
	 * Returns whether the index comes before the media data, so that the file can be read
	 * sequentially.
	 * @return whether it need not be moved
	 */
	public boolean isIndexFirst() {
		return hasIndex() && (this.mediaBegin < 0 || this.indexBegin < this.mediaBegin);
	}

	/**
	 * Returns the index adjusted for a position before the media data.
	 * @param path the file
	 * @return the box; {@code null} if it can't be moved
	 * @throws IOException if it can't be read
	 */
	public byte @Nullable [] movedIndex(Path path) throws IOException {
		if (this.indexEnd - this.indexBegin > MAX_INDEX_BYTES) {
			return null;
		}
		int length = (int) (this.indexEnd - this.indexBegin);
		try (MediaFile file = MediaFile.open(path)) {
			ByteBuffer index = file.read(this.indexBegin, length, ByteOrder.BIG_ENDIAN);
			return (index != null && move(index, HEADER_BYTES, length, 0)) ? index.array() : null;
		}
	}

	/**
	 * Adjusts the offsets in the boxes of a part of the index.
	 * @return whether all of them could be adjusted
	 */
	private boolean move(ByteBuffer index, int from, int to, int depth) {
		int position = from;
		while (position <= to - HEADER_BYTES) {
			long size = Integer.toUnsignedLong(index.getInt(position));
			if (size < HEADER_BYTES || size > to - position) {
				// QuickTime terminates lists with a zero
				return size == 0;
			}
			int end = position + (int) size;
			String type = new String(index.array(), position + 4, 4, StandardCharsets.ISO_8859_1);
			boolean moved = switch (type) {
				case "stco" -> moveTable(index, position + HEADER_BYTES, end, Integer.BYTES);
				case "co64" -> moveTable(index, position + HEADER_BYTES, end, Long.BYTES);
				default -> !CONTAINERS.contains(type)
						|| (depth < MAX_DEPTH && move(index, position + HEADER_BYTES, end, depth + 1));
			};
			if (!moved) {
				return false;
			}
			position = end;
		}
		return true;
	}

	private boolean moveTable(ByteBuffer index, int from, int end, int entryBytes) {
		if (end - from < TABLE_HEADER_BYTES) {
			return false;
		}
		long count = Integer.toUnsignedLong(index.getInt(from + 4));
		int distance = index.capacity();
		int position = from + TABLE_HEADER_BYTES;
		if (count > (end - position) / entryBytes) {
			return false;
		}
		for (long i = 0; i < count; i++) {
			boolean isLong = entryBytes == Long.BYTES;
			long offset = isLong ? index.getLong(position) : Integer.toUnsignedLong(index.getInt(position));
			// data after the index stays where it is
			long moved = (offset >= this.mediaBegin && offset < this.indexBegin) ? offset + distance : offset;
			if (isLong) {
				index.putLong(position, moved);
			}
			else if (moved <= 0xffff_ffffL) {
				index.putInt(position, (int) moved);
			}
			else {
				return false;
			}
			position += entryBytes;
		}
		return true;
	}

}
