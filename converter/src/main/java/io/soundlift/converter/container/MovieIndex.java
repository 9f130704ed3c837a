package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * Index of an MP4 or QuickTime file in memory, whose tables of chunks can be changed in
 * place (ISO/IEC 14496-12, 8.7).
 *
 * @param buffer the box {@code moov}
 * @param tracks its tracks
 */
record MovieIndex(ByteBuffer buffer, List<Track> tracks) {

	/** As large as that of a five-hour movie. */
	private static final int MAX_BYTES = 16 * 1024 * 1024;

	private static final int MAX_TRACKS = 100;

	private static final int HEADER_BYTES = 8;

	private static final int LONG_HEADER_BYTES = 16;

	/** Version and flags, which precede the content of most boxes. */
	private static final int FLAGS_BYTES = 4;

	/**
	 * Reads the index of a file.
	 * @param file the file
	 * @param layout where its index is
	 * @return the index; {@code null} if it is too large, not understood, or not the
	 * whole one
	 * @throws IOException if it can't be read
	 */
	static @Nullable MovieIndex read(MediaFile file, MovieLayout layout) throws IOException {
		if (!layout.hasIndex() || layout.indexEnd() - layout.indexBegin() > MAX_BYTES) {
			return null;
		}
		ByteBuffer buffer = file.read(layout.indexBegin(), (int) (layout.indexEnd() - layout.indexBegin()),
				ByteOrder.BIG_ENDIAN);
		if (buffer == null) {
			return null;
		}
		int headerBytes = (buffer.getInt(0) == 1) ? LONG_HEADER_BYTES : HEADER_BYTES;
		List<Box> boxes = boxes(buffer, headerBytes, buffer.limit());
		// in fragments (mvex), or compressed (cmov)
		if (boxes == null || boxes.stream().anyMatch((box) -> List.of("mvex", "cmov").contains(box.type()))) {
			return null;
		}
		List<Track> tracks = new ArrayList<>();
		for (Box box : boxes) {
			if (box.type().equals("trak")) {
				Track track = Track.of(buffer, box);
				if (track == null || tracks.size() == MAX_TRACKS) {
					return null;
				}
				tracks.add(track);
			}
		}
		return new MovieIndex(buffer, tracks);
	}

	private static @Nullable List<Box> boxes(ByteBuffer buffer, int from, int to) {
		List<Box> boxes = new ArrayList<>();
		int position = from;
		while (position <= to - HEADER_BYTES) {
			long size = Integer.toUnsignedLong(buffer.getInt(position));
			if (size == 0) {
				// QuickTime terminates lists with a zero
				return boxes;
			}
			if (size < HEADER_BYTES || size > to - position) {
				return null;
			}
			boxes.add(new Box(type(buffer, position), position + HEADER_BYTES, position + (int) size));
			position += (int) size;
		}
		return boxes;
	}

	/**
	 * Returns the type of the box at a position.
	 */
	static String type(ByteBuffer buffer, int position) {
		byte[] type = new byte[4];
		buffer.get(position + 4, type);
		return new String(type, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Returns a type as it is stored.
	 */
	static byte[] bytes(String type) {
		return type.getBytes(StandardCharsets.ISO_8859_1);
	}

	int length() {
		return this.buffer.limit();
	}

	byte[] bytes() {
		return this.buffer.array();
	}

	/**
	 * Returns the number of chunks of all tracks.
	 */
	long chunkCount() {
		return this.tracks.stream().mapToLong(Track::chunkCount).sum();
	}

	/**
	 * A box.
	 *
	 * @param type its type
	 * @param begin where its content begins
	 * @param end where it ends
	 */
	private record Box(String type, int begin, int end) {

		/**
		 * Returns whether the box has room for a table of entries behind a header.
		 */
		boolean holds(long entries, int entryBytes, int headerBytes) {
			return entries <= (this.end - this.begin - headerBytes) / entryBytes;
		}

	}

	/**
	 * A track, which is a table of chunks with samples.
	 */
	static final class Track {

		/** Flags and number of entries. */
		private static final int TABLE_HEADER_BYTES = FLAGS_BYTES + 4;

		/** First chunk, samples in each, description. */
		private static final int RUN_BYTES = 12;

		private final ByteBuffer buffer;

		private final boolean audio;

		private final Map<String, Box> tables;

		private final Box chunks;

		private final int offsetBytes;

		private Track(ByteBuffer buffer, boolean audio, Map<String, Box> tables, Box chunks) {
			this.buffer = buffer;
			this.audio = audio;
			this.tables = tables;
			this.chunks = chunks;
			this.offsetBytes = chunks.type().equals("co64") ? Long.BYTES : Integer.BYTES;
		}

		/**
		 * Reads where a track has its tables.
		 * @return the track; {@code null} if it is not understood
		 */
		static @Nullable Track of(ByteBuffer buffer, Box track) {
			Map<String, Box> media = content(buffer, content(buffer, Map.of("trak", track), "trak"), "mdia");
			Box handler = media.get("hdlr");
			Map<String, Box> tables = content(buffer, content(buffer, media, "minf"), "stbl");
			Box chunks = tables.containsKey("stco") ? tables.get("stco") : tables.get("co64");
			if (handler == null || chunks == null || handler.end() - handler.begin() < 12
					|| chunks.end() - chunks.begin() < TABLE_HEADER_BYTES) {
				return null;
			}
			// flags and four more bytes precede the type of the handler, as those of a
			// box
			boolean audio = type(buffer, handler.begin() + FLAGS_BYTES).equals("soun");
			Track found = new Track(buffer, audio, tables, chunks);
			return chunks.holds(found.chunkCount(), found.offsetBytes, TABLE_HEADER_BYTES) ? found : null;
		}

		/**
		 * Returns the boxes in one of these boxes, the first one of each type.
		 */
		private static Map<String, Box> content(ByteBuffer buffer, Map<String, Box> boxes, String type) {
			Box box = boxes.get(type);
			List<Box> found = (box != null) ? boxes(buffer, box.begin(), box.end()) : null;
			Map<String, Box> content = new HashMap<>();
			if (found != null) {
				found.forEach((each) -> content.putIfAbsent(each.type(), each));
			}
			return content;
		}

		boolean isAudio() {
			return this.audio;
		}

		long chunkCount() {
			return Integer.toUnsignedLong(this.buffer.getInt(this.chunks.begin() + FLAGS_BYTES));
		}

		/**
		 * Returns the offsets of the chunks in the file.
		 */
		LongStream chunks() {
			return IntStream.range(0, (int) chunkCount()).mapToLong(this::chunk);
		}

		private long chunk(int index) {
			int position = this.chunks.begin() + TABLE_HEADER_BYTES + index * this.offsetBytes;
			return (this.offsetBytes == Long.BYTES) ? this.buffer.getLong(position)
					: Integer.toUnsignedLong(this.buffer.getInt(position));
		}

		/**
		 * Moves the chunks.
		 * @param moved returns the new offset of a chunk
		 * @return whether all of them could be moved
		 */
		boolean moveChunks(LongUnaryOperator moved) {
			for (int i = 0; i < chunkCount(); i++) {
				if (!moveChunk(i, moved.applyAsLong(chunk(i)))) {
					return false;
				}
			}
			return true;
		}

		private boolean moveChunk(int index, long offset) {
			int position = this.chunks.begin() + TABLE_HEADER_BYTES + index * this.offsetBytes;
			if (this.offsetBytes == Long.BYTES) {
				this.buffer.putLong(position, offset);
			}
			else {
				this.buffer.putInt(position, (int) offset);
			}
			return this.offsetBytes == Long.BYTES || offset <= 0xffff_ffffL;
		}

		/**
		 * Leaves of this track only its first samples in its first chunk, a byte each.
		 * @param offset new offset of the chunk
		 * @param max maximum number of samples
		 * @return whether this could be done
		 */
		boolean shorten(long offset, int max) {
			if (chunkCount() == 0) {
				return true;
			}
			Box runs = this.tables.get("stsc");
			Box sizes = this.tables.containsKey("stsz") ? this.tables.get("stsz") : this.tables.get("stz2");
			if (runs == null || sizes == null || !runs.holds(1, RUN_BYTES, TABLE_HEADER_BYTES)
					|| !sizes.holds(0, 1, TABLE_HEADER_BYTES + Integer.BYTES)) {
				return false;
			}
			int inFirstChunk = runs.begin() + TABLE_HEADER_BYTES + Integer.BYTES;
			int sampleCount = sizes.begin() + TABLE_HEADER_BYTES;
			long samples = Math.min(max, Math.min(Integer.toUnsignedLong(this.buffer.getInt(inFirstChunk)),
					Integer.toUnsignedLong(this.buffer.getInt(sampleCount))));
			this.buffer.putInt(runs.begin() + FLAGS_BYTES, 1);
			this.buffer.putInt(inFirstChunk, (int) samples);
			// all samples have the same size
			this.buffer.put(sizes.begin() - 4, MovieIndex.bytes("stsz"));
			this.buffer.putInt(sizes.begin() + FLAGS_BYTES, 1);
			this.buffer.putInt(sampleCount, (int) samples);
			this.buffer.putInt(this.chunks.begin() + FLAGS_BYTES, 1);
			return moveChunk(0, offset);
		}

	}

}
