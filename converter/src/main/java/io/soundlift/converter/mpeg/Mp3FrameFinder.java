package io.soundlift.converter.mpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reader of the frames of an MP3 with foreign bytes before, between or after them, such
 * as tags and padding, in constant memory.
 * <p>
 * It resynchronizes as players do: the next frame is one of the same kind that is
 * followed by another, or by the end. Incomplete frames are skipped.
 */
public final class Mp3FrameFinder {

	/** Several times the longest frame, which has 1441 bytes. */
	private static final int WINDOW = 64 * 1024;

	private static final int FIRST_BYTE = 0xff;

	private final InputStream source;

	private final byte[] window = new byte[WINDOW];

	private int start;

	private int end;

	private boolean synchronised;

	private long foreignBytes;

	private @Nullable FrameHeader first;

	/**
	 * A finder.
	 * @param source a stream, which is read to its end if all frames are
	 */
	public Mp3FrameFinder(InputStream source) {
		this.source = source;
	}

	/**
	 * Reads the next frame.
	 * @return the frame; {@code null} at the end
	 * @throws MalformedMp3Exception if there are frames of another kind than the first
	 * @throws IOException if the stream can't be read
	 */
	public @Nullable Mp3Frame next() throws IOException {
		while (has(FrameHeader.BYTES)) {
			FrameHeader header = headerAt(0);
			if (header != null && has(header.frameBytes()) && (isNext(header) || isFollowed(header))) {
				return take(header);
			}
			this.synchronised = false;
			this.foreignBytes++;
			this.start++;
		}
		this.foreignBytes += this.end - this.start;
		this.start = this.end;
		return null;
	}

	/**
	 * Returns how many bytes were skipped so far, because they belong to no frame.
	 * @return the number of bytes
	 */
	public long foreignBytes() {
		return this.foreignBytes;
	}

	private boolean isNext(FrameHeader header) {
		return this.synchronised && this.first != null && header.isCompatibleWith(this.first);
	}

	private boolean isFollowed(FrameHeader header) throws IOException {
		int length = header.frameBytes();
		if (!has(length + FrameHeader.BYTES)) {
			return this.end - this.start == length;
		}
		FrameHeader next = headerAt(length);
		return next != null && next.isCompatibleWith(header);
	}

	private Mp3Frame take(FrameHeader header) throws MalformedMp3Exception {
		if (this.first == null) {
			this.first = header;
		}
		else if (!header.isCompatibleWith(this.first)) {
			throw new MalformedMp3Exception("The audio changes its kind");
		}
		this.synchronised = true;
		byte[] bytes = Arrays.copyOfRange(this.window, this.start, this.start + header.frameBytes());
		this.start += bytes.length;
		return new Mp3Frame(header, bytes);
	}

	private @Nullable FrameHeader headerAt(int offset) {
		int position = this.start + offset;
		return ((this.window[position] & 0xff) != FIRST_BYTE) ? null
				: FrameHeader.of(ByteBuffer.wrap(this.window).getInt(position)).orElse(null);
	}

	/**
	 * Whether a number of bytes is available, reading more if necessary.
	 */
	private boolean has(int count) throws IOException {
		if (this.end - this.start < count && this.start + count > WINDOW) {
			System.arraycopy(this.window, this.start, this.window, 0, this.end - this.start);
			this.end -= this.start;
			this.start = 0;
		}
		while (this.end - this.start < count) {
			int read = this.source.read(this.window, this.end, WINDOW - this.end);
			if (read < 0) {
				return false;
			}
			this.end += read;
		}
		return true;
	}

}
