package io.soundlift.converter.mpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reader of a contiguous sequence of frames. It does not search for the next frame after
 * a damaged one, because its input was just written by an encoder or a muxer.
 */
public final class Mp3FrameReader {

	private final InputStream source;

	private long position;

	private @Nullable FrameHeader first;

	/**
	 * A reader.
	 * @param source a stream whose first byte begins a frame; a buffered one is faster
	 */
	public Mp3FrameReader(InputStream source) {
		this.source = source;
	}

	/**
	 * Reads the next frame.
	 * @return the frame; {@code null} at the end
	 * @throws MalformedMp3Exception if something is not a frame, a frame is truncated, or
	 * one is of another kind than the first
	 * @throws IOException if the stream can't be read
	 */
	public @Nullable Mp3Frame next() throws IOException {
		byte[] start = this.source.readNBytes(FrameHeader.BYTES);
		if (start.length == 0) {
			return null;
		}
		FrameHeader header = (start.length < FrameHeader.BYTES) ? null
				: FrameHeader.of(ByteBuffer.wrap(start).getInt()).orElse(null);
		if (header == null) {
			throw new MalformedMp3Exception("No frame begins at byte " + this.position);
		}
		if (this.first == null) {
			this.first = header;
		}
		else if (!header.isCompatibleWith(this.first)) {
			throw new MalformedMp3Exception("The audio changes its kind at byte " + this.position);
		}
		byte[] bytes = Arrays.copyOf(start, header.frameBytes());
		int rest = bytes.length - FrameHeader.BYTES;
		if (this.source.readNBytes(bytes, FrameHeader.BYTES, rest) < rest) {
			throw new MalformedMp3Exception("The frame at byte " + this.position + " is cut off");
		}
		this.position += bytes.length;
		return new Mp3Frame(header, bytes);
	}

}
