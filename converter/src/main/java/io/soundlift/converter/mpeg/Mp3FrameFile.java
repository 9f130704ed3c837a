package io.soundlift.converter.mpeg;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * File with the frames of an MP3 whose tags are not known yet, written in constant
 * memory.
 */
public final class Mp3FrameFile implements FrameSink, AutoCloseable {

	private static final int BUFFER = 256 * 1024;

	private final Path file;

	private final OutputStream output;

	private final FrameTotals totals = new FrameTotals();

	/**
	 * Begins a file.
	 * @param file the file, which is replaced if it exists
	 * @throws IOException if it can't be written
	 */
	public Mp3FrameFile(Path file) throws IOException {
		this.file = file;
		this.output = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
	}

	@Override
	public void add(Mp3Frame frame) throws IOException {
		this.totals.add(frame);
		this.output.write(frame.bytes());
	}

	FrameTotals totals() {
		return this.totals;
	}

	/**
	 * Appends all frames to an MP3.
	 * @throws IOException if they are not there, or can't be copied
	 */
	void transferTo(FileChannel target) throws IOException {
		try (FileChannel frames = FileChannel.open(this.file)) {
			long position = 0;
			while (position < this.totals.musicBytes()) {
				long count = frames.transferTo(position, this.totals.musicBytes() - position, target);
				if (count <= 0) {
					throw new IOException("The file of frames is cut off at byte " + position);
				}
				position += count;
			}
		}
	}

	/**
	 * Completes the file.
	 * @throws IOException if it can't be written
	 */
	@Override
	public void close() throws IOException {
		this.output.close();
	}

}
