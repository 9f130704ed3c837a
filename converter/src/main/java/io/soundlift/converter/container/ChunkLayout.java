package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Layout of the consecutive chunks in a family of formats.
 */
enum ChunkLayout {

	/** RIFF: a four-letter type, a little-endian size, an even length. */
	RIFF(8, ByteOrder.LITTLE_ENDIAN, 2) {

		@Override
		Chunk parse(ByteBuffer header, long position) {
			return new Chunk(type(header), position + headerBytes(), Integer.toUnsignedLong(header.getInt(4)));
		}

	},

	/** AIFF: as RIFF, in big endian. */
	AIFF(8, ByteOrder.BIG_ENDIAN, 2) {

		@Override
		Chunk parse(ByteBuffer header, long position) {
			return RIFF.parse(header, position);
		}

	},

	/** CAF: a four-letter type, a 64-bit big-endian size, -1 for the rest of the file. */
	CAF(12, ByteOrder.BIG_ENDIAN, 1) {

		@Override
		Chunk parse(ByteBuffer header, long position) {
			return new Chunk(type(header), position + headerBytes(), header.getLong(4));
		}

	},

	/**
	 * Sony Wave64: a GUID that begins with four letters, a 64-bit little-endian size that
	 * includes the header, a length that is a multiple of eight.
	 */
	WAVE64(24, ByteOrder.LITTLE_ENDIAN, 8) {

		@Override
		Chunk parse(ByteBuffer header, long position) {
			return new Chunk(type(header), position + headerBytes(), header.getLong(16) - headerBytes());
		}

	},

	/**
	 * ISO/IEC 14496-12, 4.2: a 32-bit big-endian size that includes the header, a
	 * four-letter type, a 64-bit size if the first one is 1; 0 for the rest of the file.
	 */
	MOVIE(16, ByteOrder.BIG_ENDIAN, 1) {

		@Override
		Chunk parse(ByteBuffer header, long position) {
			byte[] type = new byte[4];
			header.get(4, type);
			long size = Integer.toUnsignedLong(header.getInt(0));
			int headerBytes = (size == 1) ? 16 : 8;
			return new Chunk(new String(type, StandardCharsets.ISO_8859_1), position + headerBytes,
					((size == 1) ? header.getLong(8) : size) - headerBytes);
		}

	};

	/** More than files have, and few enough to iterate over. */
	private static final int MAX_CHUNKS = 10_000;

	private final int headerBytes;

	private final ByteOrder order;

	private final int alignment;

	ChunkLayout(int headerBytes, ByteOrder order, int alignment) {
		this.headerBytes = headerBytes;
		this.order = order;
		this.alignment = alignment;
	}

	abstract Chunk parse(ByteBuffer header, long position);

	/**
	 * Finds a chunk.
	 * @param file the file
	 * @param type its type
	 * @param from where the first chunk begins
	 * @return the first chunk of that type; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	@Nullable Chunk find(MediaFile file, String type, long from) throws IOException {
		return find(file, type, from, file.size());
	}

	/**
	 * Finds a chunk within another one.
	 * @param file the file
	 * @param type its type
	 * @param from where the first chunk begins
	 * @param end where the other one ends
	 * @return the first chunk of that type; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	@Nullable Chunk find(MediaFile file, String type, long from, long end) throws IOException {
		Chunk chunk = walk(file, type, from, end);
		return (chunk != null && chunk.type().equals(type)) ? chunk : null;
	}

	/**
	 * Finds the last chunk of a file, which may be cut off.
	 * @param file the file
	 * @param from where the first chunk begins
	 * @return the last chunk; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	@Nullable Chunk last(MediaFile file, long from) throws IOException {
		return walk(file, "", from, file.size());
	}

	/**
	 * Lists consecutive chunks, up to one that extends past the end.
	 * @param file the file
	 * @param from where the first chunk begins
	 * @param end where the last one ends; also the end of a chunk that states no size
	 * @return the chunks
	 * @throws IOException if the file can't be read
	 */
	List<Chunk> all(MediaFile file, long from, long end) throws IOException {
		List<Chunk> chunks = new ArrayList<>();
		long position = from;
		while (position < end && chunks.size() < MAX_CHUNKS) {
			ByteBuffer header = file.read(position, this.headerBytes, this.order);
			Chunk chunk = (header != null) ? parse(header, position) : null;
			if (chunk == null || chunk.size() > end - chunk.position()) {
				break;
			}
			if (chunk.size() < 0) {
				chunk = new Chunk(chunk.type(), chunk.position(), end - chunk.position());
			}
			chunks.add(chunk);
			position = align(chunk.position() + chunk.size());
		}
		return chunks;
	}

	/**
	 * Iterates over the chunks.
	 * @return the first one of a type, else the last one that can be reached
	 */
	private @Nullable Chunk walk(MediaFile file, String type, long from, long end) throws IOException {
		Chunk chunk = null;
		long position = from;
		for (int i = 0; i < MAX_CHUNKS; i++) {
			ByteBuffer header = (position < end) ? file.read(position, this.headerBytes, this.order) : null;
			if (header == null) {
				return chunk;
			}
			chunk = parse(header, position);
			if (chunk.type().equals(type) || !chunk.isWithin(file)) {
				return chunk;
			}
			position = align(chunk.position() + chunk.size());
		}
		return null;
	}

	/**
	 * Reads the beginning of a chunk.
	 * @param file the file
	 * @param chunk the chunk; {@code null} for one that is not there
	 * @param length how many bytes to read
	 * @return the bytes; {@code null} if they are not there
	 * @throws IOException if the file can't be read
	 */
	@Nullable ByteBuffer read(MediaFile file, @Nullable Chunk chunk, int length) throws IOException {
		return (chunk != null && chunk.size() >= length) ? file.read(chunk.position(), length, this.order) : null;
	}

	int headerBytes() {
		return this.headerBytes;
	}

	private long align(long position) {
		return (position + this.alignment - 1) / this.alignment * this.alignment;
	}

	private static String type(ByteBuffer header) {
		byte[] type = new byte[4];
		header.get(0, type);
		return new String(type, StandardCharsets.ISO_8859_1);
	}

}
