package io.soundlift.converter.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Index of an MP4 or QuickTime file in memory, whose tables of chunks can be changed in
 * place (ISO/IEC 14496-12, 8.7).
 *
 * @param tracks its tracks
 */
record MovieIndex(List<Track> tracks) {

	static final int MAX_TRACKS = 100;

	/** Many more than any box has, as each takes memory. */
	private static final int MAX_BOXES = 1000;

	private static final int HEADER_BYTES = 8;

	private static final int LONG_HEADER_BYTES = 16;

	/** Version and flags, which precede the content of most boxes. */
	private static final int FLAGS_BYTES = 4;

	/**
	 * Finds the tables of an index.
	 * @param buffer the box {@code moov}, of which the tables are a part
	 * @return the index; {@code null} if it is not understood, or not the whole one
	 */
	static @Nullable MovieIndex of(ByteBuffer buffer) {
		boolean isLong = buffer.limit() > LONG_HEADER_BYTES && buffer.getInt(0) == 1;
		if (!isLong && (buffer.limit() < HEADER_BYTES || buffer.getInt(0) != buffer.limit())) {
			return null;
		}
		List<Box> boxes = boxes(buffer, isLong ? LONG_HEADER_BYTES : HEADER_BYTES, buffer.limit());
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
		return new MovieIndex(tracks);
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
			if (size < HEADER_BYTES || size > to - position || boxes.size() == MAX_BOXES) {
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
	private static String type(ByteBuffer buffer, int position) {
		byte[] type = new byte[4];
		buffer.get(position + 4, type);
		return new String(type, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Returns whether there is no audio.
	 */
	boolean isEmpty() {
		return audioTracks().mapToLong(Track::chunkCount).sum() == 0;
	}

	/**
	 * Returns the memory that it takes to move the chunks of audio: three numbers for
	 * each, and one for any other chunk.
	 */
	long chunkBytes() {
		return this.tracks.stream().mapToLong((track) -> track.chunkCount() * (track.isAudio() ? 3 : 1)).sum()
				* Long.BYTES;
	}

	/**
	 * Returns the offsets of all chunks of audio in the file.
	 */
	long[] audioChunks() {
		return chunks(audioTracks().toList(), 0);
	}

	/**
	 * Returns the offsets of all chunks in the file.
	 * @param more length of the array behind them
	 */
	long[] allChunks(int more) {
		return chunks(this.tracks, more);
	}

	private Stream<Track> audioTracks() {
		return this.tracks.stream().filter(Track::isAudio);
	}

	private static long[] chunks(List<Track> tracks, int more) {
		long[] chunks = new long[(int) tracks.stream().mapToLong(Track::chunkCount).sum() + more];
		int count = 0;
		for (Track track : tracks) {
			for (int i = 0; i < track.chunkCount(); i++) {
				chunks[count++] = track.chunk(i);
			}
		}
		return chunks;
	}

	/**
	 * Moves the chunks of audio, and leaves of all other tracks only their first samples,
	 * a byte each.
	 * @param moved returns the new offset of a chunk of audio
	 * @param position new offset of the first samples of the first other track; those of
	 * others follow
	 * @param max maximum number of samples of each
	 * @return whether this could be done; if not, some may have changed
	 */
	boolean change(LongUnaryOperator moved, long position, int max) {
		long next = position;
		for (Track track : this.tracks) {
			if (!(track.isAudio() ? track.moveChunks(moved) : track.shorten(next, max))) {
				return false;
			}
			next += max;
		}
		return true;
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
			// behind the flags, the type has the place that it has in the header of a box
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
		 * Returns the offset of a chunk in the file.
		 */
		long chunk(int index) {
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
			int sampleCount = sizes.begin() + TABLE_HEADER_BYTES;
			int samples = (int) Math.min(max, Integer.toUnsignedLong(this.buffer.getInt(sampleCount)));
			int used = (samples > 0) ? 1 : 0;
			this.buffer.putInt(runs.begin() + FLAGS_BYTES, used);
			this.buffer.putInt(runs.begin() + TABLE_HEADER_BYTES, 1);
			this.buffer.putInt(runs.begin() + TABLE_HEADER_BYTES + Integer.BYTES, samples);
			// all samples have the same size
			this.buffer.put(sizes.begin() - 4, "stsz".getBytes(StandardCharsets.US_ASCII));
			this.buffer.putInt(sizes.begin() + FLAGS_BYTES, 1);
			this.buffer.putInt(sampleCount, samples);
			this.buffer.putInt(this.chunks.begin() + FLAGS_BYTES, used);
			return moveChunk(0, offset);
		}

	}

}
