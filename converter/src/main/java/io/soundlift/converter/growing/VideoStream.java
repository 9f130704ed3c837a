package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.soundlift.converter.container.MovieLayout;
import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a growing video in an order that a decoder can read sequentially: that of the
 * file, except that the index of a movie precedes the media data. Reading blocks until
 * the bytes are available.
 */
final class VideoStream extends BlockInputStream {

	private final GrowingFile file;

	private final Deque<Part> parts;

	private long position;

	private VideoStream(GrowingFile file, List<Part> parts) {
		this.file = file;
		this.parts = new ArrayDeque<>(parts);
	}

	/**
	 * Waits for the head of a video, which is all that a probe needs.
	 * @param file the video
	 * @param path where it is
	 * @param headBytes number of bytes that a probe reads at most
	 * @throws NotStreamableException if it can't be decoded before its end
	 * @throws IOException if its bytes do not arrive
	 */
	static VideoStream of(GrowingFile file, Path path, long headBytes) throws IOException {
		file.awaitFrontier(Math.min(headBytes, file.sizeBytes()));
		MovieLayout movie = MovieLayout.of(path);
		if (movie == null) {
			return new VideoStream(file, List.of(new Part(0, file.sizeBytes(), null)));
		}
		if (movie.isIndexFirst()) {
			file.awaitFrontier(Math.min(movie.indexEnd() + headBytes, file.sizeBytes()));
			return new VideoStream(file, List.of(new Part(0, file.sizeBytes(), null)));
		}
		byte[] index = (movie.hasIndex() && file.has(movie.indexBegin(), movie.indexEnd())) ? movie.movedIndex(path)
				: null;
		if (index == null) {
			throw new NotStreamableException("The index of the movie comes after its media data");
		}
		return new VideoStream(file,
				List.of(new Part(0, movie.mediaBegin(), null), new Part(0, index.length, index),
						new Part(movie.mediaBegin(), movie.indexBegin(), null),
						new Part(movie.indexEnd(), file.sizeBytes(), null)));
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		Part part = this.parts.peek();
		while (part != null && this.position == part.length()) {
			this.parts.remove();
			this.position = 0;
			part = this.parts.peek();
		}
		if (part == null) {
			return -1;
		}
		int count = (int) Math.min(length, part.length() - this.position);
		if (part.bytes() != null) {
			System.arraycopy(part.bytes(), (int) this.position, target, offset, count);
		}
		else {
			count = read(part.begin() + this.position, target, offset, count);
		}
		this.position += count;
		return count;
	}

	private int read(long from, byte[] target, int offset, int length) throws IOException {
		long there = this.file.awaitFrontier(from + 1) - from;
		int count = this.file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, there)), from);
		if (count <= 0) {
			throw new IOException("The file on the disk is shorter than it was");
		}
		return count;
	}

	/**
	 * A part of the stream.
	 *
	 * @param begin where it begins in the file
	 * @param end where it ends
	 * @param bytes bytes that replace those of the file
	 */
	private record Part(long begin, long end, byte @Nullable [] bytes) {

		long length() {
			return this.end - this.begin;
		}

	}

}
