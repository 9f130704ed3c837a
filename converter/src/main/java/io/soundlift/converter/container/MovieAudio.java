package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The audio of an MP4 or QuickTime file as a shorter file of the same kind (ISO/IEC
 * 14496-12), which can be read sequentially: a head with the index, and the bytes that
 * the audio tracks refer to, in the order of the file. Its tracks are those of the file,
 * since together they determine at which time it begins. But of all that is not audio
 * only the first samples are left, a byte each.
 */
public final class MovieAudio {

	/**
	 * What five hours take that have a chunk of audio for each of 30 pictures a second.
	 */
	private static final long MAX_MEMORY_BYTES = 32 * 1024 * 1024;

	/** More than any codec needs to put its first pictures into order. */
	private static final int PICTURES = 64;

	private static final int MEDIA_HEADER_BYTES = 16;

	private static final int MAX_FILE_TYPE_BYTES = 4096;

	private final byte[] head;

	private final long[] begins;

	/** Where each part begins in the shorter file, and where the last one ends. */
	private final long[] moved;

	private MovieAudio(byte[] head, long[] begins, long[] moved) {
		this.head = head;
		this.begins = begins;
		this.moved = moved;
	}

	/**
	 * Reads the index of a file.
	 * @param path the file, with its index, and zeros where bytes are missing
	 * @param layout where its index is
	 * @return its audio; {@code null} if the index is not understood, takes more memory
	 * than that of any plausible file, or does not tell where all of the audio is, as in
	 * a file with fragments
	 * @throws IOException if the file can't be read
	 */
	public static @Nullable MovieAudio of(Path path, MovieLayout layout) throws IOException {
		long indexBytes = layout.indexEnd() - layout.indexBegin();
		if (!layout.hasIndex() || indexBytes > MAX_MEMORY_BYTES) {
			return null;
		}
		try (MediaFile file = MediaFile.open(path)) {
			List<Chunk> boxes = ChunkLayout.MOVIE.all(file, 0, file.size());
			byte[] fileType = fileType(file, boxes);
			int mediaBegin = fileType.length + (int) indexBytes;
			byte[] head = new byte[mediaBegin + MEDIA_HEADER_BYTES + PICTURES * MovieIndex.MAX_TRACKS];
			System.arraycopy(fileType, 0, head, 0, fileType.length);
			MovieIndex index = file.read(layout.indexBegin(), head, fileType.length, (int) indexBytes)
					? MovieIndex.of(ByteBuffer.wrap(head, fileType.length, (int) indexBytes).slice()) : null;
			if (index == null || index.isEmpty() || indexBytes + index.chunkBytes() > MAX_MEMORY_BYTES) {
				return null;
			}
			long[] begins = distinct(index.audioChunks());
			if (begins[0] < 0 || begins[begins.length - 1] >= file.size()) {
				return null;
			}
			long[] moved = moved(begins, boundaries(file, boxes, index, layout), head.length);
			ByteBuffer.wrap(head, mediaBegin, MEDIA_HEADER_BYTES)
				.putInt(1)
				.put("mdat".getBytes(StandardCharsets.US_ASCII))
				.putLong(moved[begins.length] - mediaBegin);
			boolean changed = index.change((chunk) -> moved[Arrays.binarySearch(begins, chunk)],
					mediaBegin + MEDIA_HEADER_BYTES, PICTURES);
			return changed ? new MovieAudio(head, begins, moved) : null;
		}
	}

	private static long[] distinct(long[] chunks) {
		Arrays.sort(chunks);
		int count = 0;
		for (long chunk : chunks) {
			if (count == 0 || chunks[count - 1] != chunk) {
				chunks[count++] = chunk;
			}
		}
		return Arrays.copyOf(chunks, count);
	}

	/**
	 * Returns where a chunk of audio may end: the next one of any track begins, or
	 * something else than media data does.
	 */
	private static long[] boundaries(MediaFile file, List<Chunk> boxes, MovieIndex index, MovieLayout layout) {
		long[] boundaries = index.allChunks(boxes.size() + 2);
		int end = boundaries.length;
		boundaries[--end] = file.size();
		boundaries[--end] = layout.indexBegin();
		for (Chunk box : boxes) {
			boundaries[--end] = box.position() + box.size();
		}
		Arrays.sort(boundaries);
		return boundaries;
	}

	private static long[] moved(long[] begins, long[] boundaries, long first) {
		long[] moved = new long[begins.length + 1];
		moved[0] = first;
		for (int i = 0; i < begins.length; i++) {
			int next = Arrays.binarySearch(boundaries, begins[i] + 1);
			long end = boundaries[(next < 0) ? -next - 1 : next];
			moved[i + 1] = moved[i] + end - begins[i];
		}
		return moved;
	}

	/**
	 * Returns the box that says which kind of file it is. QuickTime may do without.
	 */
	private static byte[] fileType(MediaFile file, List<Chunk> boxes) throws IOException {
		int headerBytes = 8;
		Chunk first = boxes.get(0);
		if (!first.type().equals("ftyp") || first.position() != headerBytes || first.size() > MAX_FILE_TYPE_BYTES) {
			return new byte[0];
		}
		ByteBuffer box = file.read(0, headerBytes + (int) first.size(), ByteOrder.BIG_ENDIAN);
		return (box != null) ? box.array() : new byte[0];
	}

	/**
	 * Returns the bytes before the audio.
	 * @return the bytes, not a copy
	 */
	public byte[] head() {
		return this.head;
	}

	/**
	 * Returns the number of parts that the audio has in the file.
	 * @return how many, 1 or more
	 */
	public int parts() {
		return this.begins.length;
	}

	/**
	 * Returns where a part of the audio begins in the file.
	 * @param part index of the part; later parts follow in the file
	 * @return offset in bytes
	 */
	public long begin(int part) {
		return this.begins[part];
	}

	/**
	 * Returns where a part of the audio ends in the file.
	 * @param part index of the part
	 * @return offset in bytes, greater than that of its beginning, within the file
	 */
	public long end(int part) {
		return this.begins[part] + this.moved[part + 1] - this.moved[part];
	}

}
