package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Cuts the samples that come out of a decoder into segments, one at a time.
 */
final class PcmSegmentCutter {

	/** Capacity of a pipe. */
	private static final int BUFFER = 64 * 1024;

	private final ChunkGrid grid;

	private final PcmSegmentFiles files;

	private final byte[] buffer = new byte[BUFFER];

	private long bytes;

	PcmSegmentCutter(ChunkGrid grid, PcmSegmentFiles files) {
		this.grid = grid;
		this.files = files;
	}

	/**
	 * Reads audio to its end.
	 * @param samples the samples
	 * @param segments receives each segment once it is complete; none if there is no
	 * audio
	 * @throws IOException if the samples can't be read or written
	 */
	void cut(InputStream samples, Consumer<PcmSegment> segments) throws IOException, InterruptedException {
		boolean ended = false;
		Path previous = null;
		for (int index = 0; !ended; index++) {
			Path file = this.files.acquire();
			long rest = this.grid.firstBytes();
			try (FileChannel output = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
				if (previous != null) {
					copyOverlap(previous, output);
					rest = (long) this.grid.frames(index) * this.grid.format().frameBytes();
				}
				ended = !copy(samples, output, rest);
				output.truncate(output.position());
			}
			if (this.bytes == 0) {
				return;
			}
			segments.accept(new PcmSegment(index, file, this.grid.warmUp(index), ended));
			previous = file;
		}
		this.files.complete();
	}

	/**
	 * Returns how much audio there was.
	 * @return samples per channel
	 */
	long samples() {
		return this.bytes / this.grid.format().sampleBytes();
	}

	private void copyOverlap(Path previous, FileChannel output) throws IOException {
		try (FileChannel channel = FileChannel.open(previous, StandardOpenOption.READ)) {
			long size = channel.size();
			long position = size - this.grid.overlapBytes();
			while (position < size) {
				position += channel.transferTo(position, size - position, output);
			}
		}
	}

	/**
	 * Copies the requested number of bytes.
	 * @return whether there were as many
	 */
	private boolean copy(InputStream samples, FileChannel output, long length) throws IOException {
		long rest = length;
		while (rest > 0) {
			int wanted = (int) Math.min(rest, this.buffer.length);
			int read = samples.readNBytes(this.buffer, 0, wanted);
			ByteBuffer portion = ByteBuffer.wrap(this.buffer, 0, read);
			while (portion.hasRemaining()) {
				output.write(portion);
			}
			rest -= read;
			this.bytes += read;
			if (read < wanted) {
				return false;
			}
		}
		return true;
	}

}
