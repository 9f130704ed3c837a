package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.soundlift.converter.mpeg.FrameHeader;

/**
 * Xing tag in the first frame of an MP3, which states how many frames and bytes follow.
 */
final class XingTag {

	/** Flags for the number of frames and the number of bytes, which includes the tag. */
	private static final int FLAGS = 3;

	/** The tag follows the side information, whose length depends on the frame. */
	private static final int MAX_POSITION = 38;

	private static final int BYTES = 16;

	private XingTag() {
	}

	/**
	 * Returns how much audio is missing from a file according to its tag.
	 * @param file the file
	 * @return the time; zero if nothing is missing, or if there is no such tag
	 * @throws IOException if the file can't be read
	 */
	static Duration missingIn(MediaFile file) throws IOException {
		long begin = DeclaredDuration.id3Bytes(file);
		ByteBuffer frame = file.read(begin, MAX_POSITION + BYTES, ByteOrder.BIG_ENDIAN);
		FrameHeader header = (frame != null) ? FrameHeader.of(frame.getInt(0)).orElse(null) : null;
		if (frame == null || header == null) {
			return Duration.ZERO;
		}
		String text = new String(frame.array(), StandardCharsets.ISO_8859_1);
		int position = Math.max(text.indexOf("Xing"), text.indexOf("Info"));
		if (position < 0 || position > MAX_POSITION || (frame.getInt(position + 4) & FLAGS) != FLAGS) {
			return Duration.ZERO;
		}
		long frames = Integer.toUnsignedLong(frame.getInt(position + 8));
		long bytes = Integer.toUnsignedLong(frame.getInt(position + 12));
		long missing = bytes - (file.size() - begin);
		if (missing <= 0) {
			return Duration.ZERO;
		}
		double seconds = (double) frames * header.samples() / header.sampleRate();
		return Duration.ofMillis(Math.round(seconds * 1000 * missing / bytes));
	}

}
