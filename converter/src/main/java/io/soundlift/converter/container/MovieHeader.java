package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Boxes of an MP4 or QuickTime file (ISO/IEC 14496-12). A duration of all ones means that
 * it is not known (8.2.2, 8.4.2); recorders that append fragments write that. ffmpeg
 * interprets it as a number.
 */
final class MovieHeader {

	private static final int MAX_TRACKS = 100;

	private static final long UNKNOWN_32 = 0xffff_ffffL;

	private MovieHeader() {
	}

	/**
	 * Whether the file states that its length is not known.
	 * @param file the file
	 * @return whether the duration of the movie is unknown, or missing and that of a
	 * track unknown
	 * @throws IOException if the file can't be read
	 */
	static boolean isLengthUnknown(MediaFile file) throws IOException {
		Chunk movie = ChunkLayout.MOVIE.find(file, "moov", 0);
		if (movie == null) {
			return false;
		}
		long length = duration(file, find(file, "mvhd", movie));
		if (length != 0) {
			return isUnknown(length);
		}
		long position = movie.position();
		for (int i = 0; i < MAX_TRACKS; i++) {
			Chunk track = ChunkLayout.MOVIE.find(file, "trak", position, movie.end(file));
			if (track == null) {
				return false;
			}
			Chunk media = find(file, "mdia", track);
			if (media != null && isUnknown(duration(file, find(file, "mdhd", media)))) {
				return true;
			}
			position = track.end(file);
		}
		return false;
	}

	static @Nullable Chunk find(MediaFile file, String type, Chunk parent) throws IOException {
		return ChunkLayout.MOVIE.find(file, type, parent.position(), parent.end(file));
	}

	/**
	 * Determines the extent of the boxes.
	 * @param file the file
	 * @return the extent; that of a file with fragments is never complete, because more
	 * of them may have followed
	 * @throws IOException if the file can't be read
	 */
	static Extent extent(MediaFile file) throws IOException {
		Chunk last = ChunkLayout.MOVIE.last(file, 0);
		// the last box may be followed by data that is not a box
		long missing = (last != null && last.type().equals("mdat")) ? last.missingIn(file) : 0;
		Chunk movie = ChunkLayout.MOVIE.find(file, "moov", 0);
		boolean fragmented = movie != null && find(file, "mvex", movie) != null;
		return new Extent(movie != null && !fragmented && missing == 0, missing);
	}

	/**
	 * Reads the duration of a header, which begins with a version, flags, two dates and a
	 * time scale. Numbers have 64 bits from version 1 on.
	 */
	private static long duration(MediaFile file, @Nullable Chunk header) throws IOException {
		ByteBuffer content = ChunkLayout.MOVIE.read(file, header, 20);
		if (content == null) {
			return 0;
		}
		if (content.get(0) == 0) {
			return Integer.toUnsignedLong(content.getInt(16));
		}
		ByteBuffer longer = ChunkLayout.MOVIE.read(file, header, 32);
		return (longer != null) ? longer.getLong(24) : 0;
	}

	private static boolean isUnknown(long duration) {
		return duration == UNKNOWN_32 || duration < 0;
	}

}
