package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Header of a FLAC file (RFC 9639, 8.2).
 */
final class FlacHeader {

	/** Maximum that every version of ffmpeg decodes. */
	static final int USUAL_BITS = 24;

	private static final int MARK = 0x664c6143;

	/** Offset of sample rate, channels and bits per sample. */
	private static final int FORMAT_OFFSET = 18;

	private FlacHeader() {
	}

	/**
	 * Returns the resolution of the samples.
	 * @param content the content from its beginning
	 * @return bits per sample; 0 if it is not FLAC
	 * @throws IOException if it can't be read
	 */
	static int bitsPerSample(InputStream content) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(content.readNBytes(FORMAT_OFFSET + Integer.BYTES));
		boolean flac = bytes.limit() == FORMAT_OFFSET + Integer.BYTES && bytes.getInt(0) == MARK;
		return flac ? ((bytes.getInt(FORMAT_OFFSET) >>> 4) & 0x1f) + 1 : 0;
	}

}
