package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import io.soundlift.converter.container.MovieIndex.Track;
import org.jspecify.annotations.Nullable;

/**
 * The audio of an MP4 or QuickTime file as a shorter file of the same kind (ISO/IEC
 * 14496-12), which can be read sequentially: a head with the index, and the bytes that
 * the audio tracks refer to, in the order of the file. Its tracks are those of the file,
 * since together they determine at which time it begins. But of all that is not audio
 * only the first samples are left, a byte each.
 */
public final class MovieAudio {

	/** More than recordings of a day have; each takes 24 bytes of memory. */
	private static final int MAX_CHUNKS = 1024 * 1024;

	/** More than any codec needs to put its first pictures into order. */
	private static final int PICTURES = 64;

	private static final int MEDIA_HEADER_BYTES = 16;

	private static final int MAX_FILE_TYPE_BYTES = 4096;

	private final byte[] head;

	private final long[] begins;

	private final long[] ends;

	private MovieAudio(byte[] head, long[] begins, long[] ends) {
		this.head = head;
		this.begins = begins;
		this.ends = ends;
	}

	/**
	 * Reads the index of a file.
	 * @param path the file, with its index, and zeros where bytes are missing
	 * @param layout where its index is
	 * @return its audio; {@code null} if the index is not understood, is larger than that
	 * of any plausible file, or does not tell where all of the audio is, as in a file
	 * with fragments
	 * @throws IOException if the file can't be read
	 */
	public static @Nullable MovieAudio of(Path path, MovieLayout layout) throws IOException {
		try (MediaFile file = MediaFile.open(path)) {
			MovieIndex index = MovieIndex.read(file, layout);
			if (index == null || index.chunkCount() > MAX_CHUNKS) {
				return null;
			}
			long[] begins = index.tracks()
				.stream()
				.filter(Track::isAudio)
				.flatMapToLong(Track::chunks)
				.sorted()
				.distinct()
				.toArray();
			if (begins.length > 0 && (begins[0] < 0 || begins[begins.length - 1] >= file.size())) {
				return null;
			}
			long[] ends = ends(begins, boundaries(file, index, layout));
			byte[] head = head(fileType(file), index, begins, ends);
			return (head != null) ? new MovieAudio(head, begins, ends) : null;
		}
	}

	/**
	 * Returns where a chunk of audio may end: the next one of any track begins, or
	 * something else than media data does.
	 */
	private static long[] boundaries(MediaFile file, MovieIndex index, MovieLayout layout) throws IOException {
		List<Chunk> boxes = ChunkLayout.MOVIE.all(file, 0, file.size());
		return LongStream.concat(index.tracks().stream().flatMapToLong(Track::chunks),
				LongStream.concat(boxes.stream().mapToLong((box) -> box.position() + box.size()),
						LongStream.of(layout.indexBegin(), file.size())))
			.sorted()
			.toArray();
	}

	private static long[] ends(long[] begins, long[] boundaries) {
		long[] ends = new long[begins.length];
		for (int i = 0; i < begins.length; i++) {
			int next = Arrays.binarySearch(boundaries, begins[i] + 1);
			ends[i] = boundaries[(next < 0) ? -next - 1 : next];
		}
		return ends;
	}

	private static byte @Nullable [] head(byte[] fileType, MovieIndex index, long[] begins, long[] ends) {
		int pictures = PICTURES * index.tracks().size();
		byte[] head = new byte[fileType.length + index.length() + MEDIA_HEADER_BYTES + pictures];
		long[] moved = new long[begins.length];
		long position = head.length;
		for (int i = 0; i < begins.length; i++) {
			moved[i] = position;
			position += ends[i] - begins[i];
		}
		long firstPicture = head.length - pictures;
		for (Track track : index.tracks()) {
			boolean changed = track.isAudio() ? track.moveChunks((chunk) -> moved[Arrays.binarySearch(begins, chunk)])
					: track.shorten(firstPicture, PICTURES);
			if (!changed) {
				return null;
			}
			firstPicture += PICTURES;
		}
		int mediaBegin = fileType.length + index.length();
		ByteBuffer.wrap(head)
			.put(fileType)
			.put(index.bytes())
			.putInt(1)
			.put(MovieIndex.bytes("mdat"))
			.putLong(position - mediaBegin);
		return head;
	}

	/**
	 * Returns the box that says which kind of file it is. QuickTime may do without.
	 */
	private static byte[] fileType(MediaFile file) throws IOException {
		ByteBuffer header = file.read(0, 8, ByteOrder.BIG_ENDIAN);
		if (header == null || !MovieIndex.type(header, 0).equals("ftyp")) {
			return new byte[0];
		}
		ByteBuffer box = file.read(0, (int) Math.min(Integer.toUnsignedLong(header.getInt(0)), MAX_FILE_TYPE_BYTES),
				ByteOrder.BIG_ENDIAN);
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
	 * @return how many, zero or more
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
		return this.ends[part];
	}

}
