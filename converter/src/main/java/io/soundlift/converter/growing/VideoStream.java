package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.soundlift.converter.container.MovieAudio;
import io.soundlift.converter.container.MovieLayout;
import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a growing video in an order that a decoder can read sequentially: the audio
 * alone if the index of a movie tells where it is, else the file. Reading blocks until
 * the bytes are available.
 */
final class VideoStream extends BlockInputStream {

	private final GrowingFile file;

	private final ByteBuffer head;

	private final @Nullable MovieAudio audio;

	private int part;

	/** Where to read on in the part. */
	private long position;

	private VideoStream(GrowingFile file, @Nullable MovieAudio audio) {
		this.file = file;
		this.head = ByteBuffer.wrap((audio != null) ? audio.head() : new byte[0]);
		this.audio = audio;
		this.position = begin();
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
		if (movie != null && movie.isIndexFirst()) {
			file.awaitFrontier(Math.min(movie.indexEnd() + headBytes, file.sizeBytes()));
		}
		MovieAudio audio = (movie != null && movie.hasIndex() && file.has(movie.indexBegin(), movie.indexEnd()))
				? MovieAudio.of(path, movie) : null;
		if (movie != null && !movie.isIndexFirst() && audio == null) {
			throw new NotStreamableException("The index of the movie comes after its media data");
		}
		return new VideoStream(file, audio);
	}

	/**
	 * Reads what is available, and waits only if that is nothing.
	 */
	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		int read = Math.min(length, this.head.remaining());
		this.head.get(target, offset, read);
		while (read < length && hasMore() && (read == 0 || this.file.hasReached(this.position + 1))) {
			read += readPart(target, offset + read, length - read);
		}
		return (read > 0 || length == 0) ? read : -1;
	}

	private boolean hasMore() {
		while (this.part < parts() && this.position == end()) {
			this.part++;
			this.position = begin();
		}
		return this.part < parts();
	}

	private int readPart(byte[] target, int offset, int length) throws IOException {
		long end = Math.min(this.file.awaitFrontier(this.position + 1), end());
		int count = this.file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - this.position)),
				this.position);
		if (count <= 0) {
			throw new IOException("The file on the disk is shorter than it was");
		}
		this.position += count;
		return count;
	}

	private int parts() {
		return (this.audio != null) ? this.audio.parts() : 1;
	}

	private long begin() {
		return (this.audio != null && this.part < this.audio.parts()) ? this.audio.begin(this.part) : 0;
	}

	private long end() {
		return (this.audio != null) ? this.audio.end(this.part) : this.file.sizeBytes();
	}

}
