package io.soundlift.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A video with filler at its end, sent as ranges that leave the filler out.
 *
 * @param contentType type of the body
 * @param body its bytes
 */
record VideoRanges(String contentType, byte[] body) {

	private static final Set<VideoCase> MOVIES = EnumSet.of(VideoCase.MP4, VideoCase.MP4_FASTSTART, VideoCase.LONG);

	private static final int HOLE = 100_000;

	private static final int RANGES = 5;

	/**
	 * Returns whether filler can be appended to a video.
	 */
	static boolean arePossible(VideoCase video) {
		return video == VideoCase.STREAM || MOVIES.contains(video);
	}

	/**
	 * Creates the ranges of a video.
	 */
	static VideoRanges of(VideoCase video) throws IOException {
		byte[] file = Files.readAllBytes(video.file());
		byte[] filler = MOVIES.contains(video) ? freeBox() : voidElement();
		byte[] sent = ByteBuffer.allocate(file.length + filler.length).put(file).put(filler).array();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int size = sent.length / RANGES + 1;
		for (int begin = 0; begin < sent.length; begin += size) {
			int end = Math.min(sent.length, begin + size);
			body.writeBytes("--faults\r\nContent-Type: video/mp4\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
				.formatted(begin, end - 1, sent.length + HOLE)
				.getBytes(StandardCharsets.US_ASCII));
			body.writeBytes(Arrays.copyOfRange(sent, begin, end));
			body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		body.writeBytes("--faults--\r\n".getBytes(StandardCharsets.US_ASCII));
		return new VideoRanges("multipart/byteranges; boundary=faults", body.toByteArray());
	}

	/**
	 * Returns the header of a free box (ISO/IEC 14496-12, 8.1.2).
	 */
	private static byte[] freeBox() {
		return ByteBuffer.allocate(8).putInt(8 + HOLE).put("free".getBytes(StandardCharsets.US_ASCII)).array();
	}

	/**
	 * Returns the header of a void element (RFC 8794, 11.3.2), with eight bytes of size.
	 */
	private static byte[] voidElement() {
		return ByteBuffer.allocate(9).put((byte) 0xec).putLong(1L << 56 | HOLE).array();
	}

}
