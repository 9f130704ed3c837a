package io.soundlift.converter.mpeg;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The frame without sound that comes first and tells players what they can't see without
 * reading the whole file: Xing's tag (called "Info" if the bit rate is constant) with
 * LAME's extension to it, unless the gaps are not known, which are most of the
 * extension's worth.
 *
 * @param frames number of frames, without this one
 * @param gaps samples to leave out
 */
public record InfoTag(long frames, Gaps gaps) {

	/**
	 * Length of the tag in bytes, from its mark to its checksum.
	 */
	static final int BYTES = 156;

	private static final int FLAGS_OFFSET = 4;

	private static final int FRAMES_OFFSET = 8;

	private static final int BYTES_OFFSET = 12;

	private static final int TABLE_OFFSET = 16;

	private static final int QUALITY_OFFSET = 116;

	private static final int ENCODER_OFFSET = 120;

	private static final int METHOD_OFFSET = 129;

	private static final int BITRATE_OFFSET = 140;

	private static final int GAPS_OFFSET = 141;

	private static final int MODE_OFFSET = 144;

	private static final int MUSIC_LENGTH_OFFSET = 148;

	private static final int MUSIC_CRC_OFFSET = 152;

	private static final int TAG_CRC_OFFSET = 154;

	/** Frames, bytes, seek table and quality are there. */
	private static final int ALL_FLAGS = 0xf;

	private static final int FRAMES_FLAG = 1;

	/** The encoder of each ffmpeg since 2017. */
	private static final String ENCODER = "LAME3.100";

	private static final int CONSTANT = 1;

	/** LAME's "mtrh", its only way to variable bit rates by now. */
	private static final int VARIABLE = 4;

	/**
	 * Reads the tag out of a frame.
	 * @param frame the first frame of a file
	 * @return the tag; empty if the frame holds sound
	 */
	public static Optional<InfoTag> of(Mp3Frame frame) {
		ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
		int tag = frame.header().overheadBytes();
		if (tag + BYTES > bytes.limit()) {
			return Optional.empty();
		}
		String mark = new String(frame.bytes(), tag, FLAGS_OFFSET, StandardCharsets.US_ASCII);
		if (!mark.equals("Info") && !mark.equals("Xing")) {
			return Optional.empty();
		}
		long frames = ((bytes.getInt(tag + FLAGS_OFFSET) & FRAMES_FLAG) != 0)
				? Integer.toUnsignedLong(bytes.getInt(tag + FRAMES_OFFSET)) : 0;
		boolean extended = (bytes.getInt(tag + FLAGS_OFFSET) & ALL_FLAGS) == ALL_FLAGS
				&& bytes.get(tag + ENCODER_OFFSET) == 'L';
		int gaps = extended ? bytes.getInt(tag + GAPS_OFFSET - 1) & 0xffffff : 0;
		return Optional.of(new InfoTag(frames, new Gaps(gaps >>> 12, gaps & 0xfff)));
	}

	/**
	 * Returns how long a file has to leave room for the tag.
	 * @param first header of its first frame with sound
	 * @return the header of the frame that the tag fits into
	 */
	static FrameHeader frameFor(FrameHeader first) {
		return first.withRoomFor(BYTES);
	}

	/**
	 * Makes the frame.
	 * @param content what was written after it
	 * @return the bytes of the frame
	 */
	byte[] frame(Content content) {
		FrameHeader header = frameFor(content.first());
		ByteBuffer bytes = ByteBuffer.allocate(header.frameBytes());
		bytes.putInt(0, header.bits());
		int tag = header.overheadBytes();
		long length = header.frameBytes() + content.musicBytes();
		bytes.put(tag, (content.isConstant() ? "Info" : "Xing").getBytes(StandardCharsets.US_ASCII));
		bytes.putInt(tag + FLAGS_OFFSET, ALL_FLAGS);
		bytes.putInt(tag + FRAMES_OFFSET, (int) this.frames);
		bytes.putInt(tag + BYTES_OFFSET, (int) length);
		bytes.put(tag + TABLE_OFFSET, content.seekPoints().table(length));
		bytes.putInt(tag + QUALITY_OFFSET, content.quality());
		if (!this.gaps.equals(Gaps.UNKNOWN)) {
			putExtension(bytes, tag, content, (int) length);
		}
		return bytes.array();
	}

	private void putExtension(ByteBuffer bytes, int tag, Content content, int length) {
		bytes.put(tag + ENCODER_OFFSET, ENCODER.getBytes(StandardCharsets.US_ASCII));
		bytes.put(tag + METHOD_OFFSET, (byte) (content.isConstant() ? CONSTANT : VARIABLE));
		bytes.put(tag + BITRATE_OFFSET, (byte) Math.min(255, content.minBitrate() / 1000));
		bytes.put(tag + GAPS_OFFSET, (byte) (this.gaps.delay() >>> 4));
		bytes.putShort(tag + GAPS_OFFSET + 1, (short) (this.gaps.delay() << 12 | this.gaps.padding()));
		bytes.put(tag + MODE_OFFSET, mode(content.first()));
		bytes.putInt(tag + MUSIC_LENGTH_OFFSET, length);
		bytes.putShort(tag + MUSIC_CRC_OFFSET, (short) content.musicCrc());
		Crc16 crc = new Crc16();
		crc.update(bytes.array(), tag + TAG_CRC_OFFSET);
		bytes.putShort(tag + TAG_CRC_OFFSET, (short) crc.value());
	}

	private static byte mode(FrameHeader header) {
		int rate = header.sampleRate();
		int rateCode = (rate <= 32_000) ? 0 : (rate <= 44_100) ? 1 : 2;
		int[] stereoCodes = { 1, 3, 2, 0 };
		return (byte) (rateCode << 6 | stereoCodes[header.mode()] << 2);
	}

	/**
	 * What comes after the tag.
	 *
	 * @param first header of the first frame
	 * @param musicBytes length of all frames in bytes
	 * @param musicCrc their checksum
	 * @param seekPoints where they begin, counted from the begin of the tag's frame
	 * @param minBitrate the least bit rate of a frame
	 * @param maxBitrate the greatest bit rate of a frame
	 * @param quality 0 (worst) to 100 (best), 0 if it is not known
	 */
	record Content(FrameHeader first, long musicBytes, int musicCrc, SeekPoints seekPoints, int minBitrate,
			int maxBitrate, int quality) {

		boolean isConstant() {
			return this.minBitrate == this.maxBitrate;
		}

	}

}
