package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Cuts the samples that come out of a decoder into spools, one at a time.
 */
final class SpoolCutter {

	/** As much as a pipe holds. */
	private static final int BUFFER = 64 * 1024;

	private final ChunkGrid grid;

	private final SpoolPermits permits;

	private final IntFunction<Path> files;

	private final byte[] buffer = new byte[BUFFER];

	private long bytes;

	SpoolCutter(ChunkGrid grid, SpoolPermits permits, IntFunction<Path> files) {
		this.grid = grid;
		this.permits = permits;
		this.files = files;
	}

	/**
	 * Reads a sound to its end.
	 * @param samples the samples
	 * @param spools told of each spool once it is complete; there is none if there is no
	 * sound
	 * @throws IOException if the samples can't be read or written
	 */
	void cut(InputStream samples, Consumer<Spool> spools) throws IOException, InterruptedException {
		boolean ended = false;
		for (int index = 0; !ended; index++) {
			this.permits.acquire();
			Path file = this.files.apply(index);
			long rest = this.grid.chunkBytes();
			try (OutputStream output = Files.newOutputStream(file)) {
				if (index > 0) {
					copyOverlap(this.files.apply(index - 1), output);
					rest = (long) this.grid.chunkFrames() * this.grid.format().frameBytes();
				}
				ended = !copy(samples, output, rest);
			}
			if (this.bytes == 0) {
				return;
			}
			spools.accept(new Spool(index, file, this.grid.warmUp(index), ended));
		}
	}

	/**
	 * Returns how much sound there was.
	 * @return samples per channel
	 */
	long samples() {
		return this.bytes / this.grid.format().sampleBytes();
	}

	private void copyOverlap(Path previous, OutputStream output) throws IOException {
		try (FileChannel channel = FileChannel.open(previous, StandardOpenOption.READ);
				InputStream tail = Channels
					.newInputStream(channel.position(channel.size() - this.grid.overlapBytes()))) {
			tail.transferTo(output);
		}
	}

	/**
	 * Copies as much as is asked for.
	 * @return whether there was as much
	 */
	private boolean copy(InputStream samples, OutputStream output, long length) throws IOException {
		long rest = length;
		while (rest > 0) {
			int read = samples.read(this.buffer, 0, (int) Math.min(rest, this.buffer.length));
			if (read < 0) {
				return false;
			}
			output.write(this.buffer, 0, read);
			rest -= read;
			this.bytes += read;
		}
		return true;
	}

}
