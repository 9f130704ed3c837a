package io.soundlift.converter.mpeg;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Writer of an MP3 file, in constant memory: ID3v2 tag, frame with the Info tag, then the
 * audio frames. The Info tag is filled in at the end, or its space becomes padding of the
 * ID3v2 tag.
 */
public final class Mp3FileWriter implements FrameSink, AutoCloseable {

	private static final int BUFFER = 256 * 1024;

	private final FileChannel channel;

	private final OutputStream output;

	private final int quality;

	private final long maxBytes;

	private final long tagBytes;

	private FrameTotals totals = new FrameTotals();

	private boolean tagOmitted;

	/**
	 * Begins a file.
	 * @param file the file, which is replaced if it exists
	 * @param tag tag of the file
	 * @param quality 0 (worst) to 100 (best) for a variable bit rate, else 0
	 * @param maxBytes the maximum length of the file in bytes
	 * @throws IOException if it can't be written
	 */
	public Mp3FileWriter(Path file, Id3v2Tag tag, int quality, long maxBytes) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
				StandardOpenOption.WRITE);
		this.output = new BufferedOutputStream(Channels.newOutputStream(this.channel), BUFFER);
		this.quality = quality;
		this.maxBytes = maxBytes;
		try {
			tag.writeTo(this.output);
			this.output.flush();
			this.tagBytes = this.channel.position();
		}
		catch (IOException ex) {
			this.channel.close();
			throw ex;
		}
	}

	/**
	 * Adds a frame.
	 * @param frame a frame of the same kind as the first
	 * @throws Mp3TooLargeException if the file would exceed its maximum length
	 * @throws IOException if it can't be written
	 */
	@Override
	public void add(Mp3Frame frame) throws IOException {
		boolean first = this.totals.frames() == 0;
		this.totals.add(frame);
		requireRoom();
		if (first) {
			this.output.write(new byte[this.totals.infoBytes()]);
		}
		this.output.write(frame.bytes());
	}

	/**
	 * Adds all frames of a file, as the first ones.
	 * @param file a complete file, of which no other MP3 is made
	 * @throws Mp3TooLargeException if this file would exceed its maximum length
	 * @throws IOException if the file can't be read, or this one can't be written
	 */
	public void addAll(Mp3FrameFile file) throws IOException {
		this.totals = file.totals();
		requireRoom();
		this.output.write(new byte[this.totals.infoBytes()]);
		this.output.flush();
		file.transferTo(this.channel);
	}

	private void requireRoom() throws Mp3TooLargeException {
		if (this.tagBytes + this.totals.infoBytes() + this.totals.musicBytes() > this.maxBytes) {
			throw new Mp3TooLargeException(this.maxBytes);
		}
	}

	/**
	 * Returns how many frames were added.
	 * @return the number, without the one with the Info tag
	 */
	public long frames() {
		return this.totals.frames();
	}

	/**
	 * Returns how many samples the frames hold.
	 * @return samples per channel
	 */
	public long samples() {
		return this.totals.samples();
	}

	/**
	 * Returns whether all frames have one bit rate.
	 * @return whether players can compute the length without a tag
	 */
	public boolean isConstant() {
		return this.totals.isConstant();
	}

	/**
	 * Omits the Info tag: some decoders skip samples at the beginning of each file that
	 * has one, even if it does not contain delay and padding.
	 */
	public void omitTag() {
		this.tagOmitted = true;
	}

	/**
	 * Completes the file.
	 * @param delayAndPadding samples to leave out; {@code null} if not known
	 * @throws IOException if it can't be written
	 * @throws IllegalStateException if there is no frame
	 */
	public void finish(@Nullable DelayAndPadding delayAndPadding) throws IOException {
		if (this.totals.frames() == 0) {
			throw new IllegalStateException("There is no frame");
		}
		this.output.flush();
		if (this.tagOmitted) {
			write(0, Id3v2Tag.header(this.tagBytes + this.totals.infoBytes()));
		}
		else {
			write(this.tagBytes, new InfoTag(this.totals.frames(), this.totals.infoBytes() + this.totals.musicBytes(),
					delayAndPadding)
				.frame(this.totals, this.quality));
		}
	}

	private void write(long start, byte[] bytes) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		long position = start;
		while (buffer.hasRemaining()) {
			position += this.channel.write(buffer, position);
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
