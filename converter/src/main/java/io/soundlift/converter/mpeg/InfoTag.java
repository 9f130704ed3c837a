package io.soundlift.converter.mpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * First frame of an MP3, without audio. It contains information for which players would
 * otherwise have to read the whole file: the Xing tag (called "Info" if the bit rate is
 * constant) with LAME's extension. The extension is left out if delay and padding, its
 * main purpose, are not known.
 *
 * @param frames number of frames, without this one; 0 if not known
 * @param bytes length of all frames with this one; 0 if not known
 * @param delayAndPadding samples to leave out; {@code null} if not known
 */
public record InfoTag(long frames, long bytes, @Nullable DelayAndPadding delayAndPadding) {

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

	private static final int DELAY_OFFSET = 141;

	private static final int MODE_OFFSET = 144;

	private static final int MUSIC_LENGTH_OFFSET = 148;

	private static final int MUSIC_CRC_OFFSET = 152;

	private static final int TAG_CRC_OFFSET = 154;

	/** Flags for frames, bytes, seek table and quality. */
	private static final int ALL_FLAGS = 0xf;

	private static final int FRAMES_FLAG = 1;

	private static final int BYTES_FLAG = 2;

	private static final int TABLE_FLAG = 4;

	private static final int QUALITY_FLAG = 8;

	/** Prefixes of the names of encoders that write LAME's extension. */
	private static final Set<String> ENCODERS = Set.of("LAME", "Lavf", "Lavc");

	private static final int ENCODER_PREFIX = 4;

	/** More tags than any program writes in a row. */
	private static final int MOST_ID3V2_TAGS = 100;

	private static final int ID3V2_MARK = 'I' << 16 | 'D' << 8 | '3';

	private static final int ID3V2_HEADER_BYTES = 10;

	private static final int ID3V2_FOOTER_FLAG = 0x10;

	/** Fraction of additional frames from which a file counts as several joined files. */
	private static final int TOLERATED_PART = 16;

	/** Encoder name that ffmpeg has written since 2017. */
	private static final String ENCODER = "LAME3.100";

	private static final int CONSTANT = 1;

	/** LAME's "mtrh", by now its only mode for variable bit rates. */
	private static final int VARIABLE = 4;

	/**
	 * Reads the tag from a frame.
	 * @param frame the first frame of a file
	 * @return the tag; empty if the frame holds audio
	 */
	public static Optional<InfoTag> of(Mp3Frame frame) {
		// decoders look for it in frames without checksum only
		int tag = frame.header().isProtected() ? frame.bytes().length : frame.header().overheadBytes();
		if (tag + BYTES > frame.bytes().length) {
			return Optional.empty();
		}
		String mark = text(frame.bytes(), tag);
		if (!mark.equals("Info") && !mark.equals("Xing")) {
			return Optional.empty();
		}
		ByteBuffer fields = ByteBuffer.wrap(frame.bytes()).position(tag + FLAGS_OFFSET);
		int flags = fields.getInt();
		long frames = ((flags & FRAMES_FLAG) != 0) ? Integer.toUnsignedLong(fields.getInt()) : 0;
		long bytes = ((flags & BYTES_FLAG) != 0) ? Integer.toUnsignedLong(fields.getInt()) : 0;
		int encoder = fields.position() + (((flags & TABLE_FLAG) != 0) ? QUALITY_OFFSET - TABLE_OFFSET : 0)
				+ (((flags & QUALITY_FLAG) != 0) ? ENCODER_OFFSET - QUALITY_OFFSET : 0);
		return Optional.of(new InfoTag(frames, bytes, delayAndPadding(frame.bytes(), encoder)));
	}

	private static @Nullable DelayAndPadding delayAndPadding(byte[] frame, int encoder) {
		if (!ENCODERS.contains(text(frame, encoder))) {
			return null;
		}
		int bits = ByteBuffer.wrap(frame).getInt(encoder + DELAY_OFFSET - 1 - ENCODER_OFFSET) & 0xffffff;
		return new DelayAndPadding(bits >>> 12, bits & 0xfff);
	}

	private static String text(byte[] bytes, int offset) {
		return new String(bytes, offset, ENCODER_PREFIX, StandardCharsets.US_ASCII);
	}

	/**
	 * Reads the tag where decoders look for it: in the frame after the ID3v2 tags, with
	 * which a file begins.
	 * @param file an MP3, or anything else
	 * @return the tag; empty if there is none
	 * @throws IOException if the file can't be read
	 */
	public static Optional<InfoTag> ofFile(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			long start = firstFrame(channel);
			FrameHeader header = FrameHeader.of(read(channel, start, FrameHeader.BYTES).getInt(0)).orElse(null);
			if (header == null) {
				return Optional.empty();
			}
			ByteBuffer frame = read(channel, start, header.frameBytes());
			long fileBytes = channel.size() - start;
			return of(new Mp3Frame(header, frame.array())).map((tag) -> tag.within(fileBytes));
		}
	}

	/**
	 * Returns the tag without the number of frames if the file is much longer than that,
	 * as when several files were joined: decoders skip nothing at the end of those.
	 */
	private InfoTag within(long fileBytes) {
		boolean joined = this.bytes > 0 && fileBytes > this.bytes + this.bytes / TOLERATED_PART;
		return joined ? new InfoTag(0, this.bytes, this.delayAndPadding) : this;
	}

	private static long firstFrame(FileChannel channel) throws IOException {
		long start = 0;
		for (int i = 0; i < MOST_ID3V2_TAGS; i++) {
			ByteBuffer header = read(channel, start, ID3V2_HEADER_BYTES);
			if ((header.getInt(0) >>> 8) != ID3V2_MARK || (header.getInt(6) & 0x80808080) != 0) {
				break;
			}
			int size = header.get(6) << 21 | header.get(7) << 14 | header.get(8) << 7 | header.get(9);
			int footer = ((header.get(5) & ID3V2_FOOTER_FLAG) != 0) ? ID3V2_HEADER_BYTES : 0;
			start += ID3V2_HEADER_BYTES + size + footer;
		}
		return start;
	}

	/**
	 * Reads bytes of a file, and zeros after its end.
	 */
	private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(length);
		int read = 0;
		while (bytes.hasRemaining() && read >= 0) {
			read = channel.read(bytes, position + bytes.position());
		}
		return bytes;
	}

	/**
	 * Returns the delay and padding within the frames that a file actually has.
	 * @param actual number of frames, without this one
	 * @param samples samples per channel in each
	 * @return delay and padding; {@code null} if not known
	 */
	public @Nullable DelayAndPadding delayAndPaddingIn(long actual, int samples) {
		if (this.delayAndPadding == null) {
			return null;
		}
		boolean endKnown = this.frames >= actual;
		return this.delayAndPadding.withoutEnd(endKnown ? (this.frames - actual) * samples : Long.MAX_VALUE);
	}

	/**
	 * Returns the frame to reserve for the tag at the beginning of a file.
	 * @param first header of its first frame with audio
	 * @return the header of the frame that the tag fits into
	 */
	static FrameHeader frameFor(FrameHeader first) {
		return first.withRoomFor(BYTES);
	}

	/**
	 * Creates the frame.
	 * @param totals properties of the frames after it
	 * @param quality 0 (worst) to 100 (best), 0 if it is not known
	 * @return the bytes of the frame
	 */
	byte[] frame(FrameTotals totals, int quality) {
		FrameHeader header = frameFor(totals.first());
		ByteBuffer bytes = ByteBuffer.allocate(header.frameBytes());
		bytes.putInt(0, header.bits());
		int tag = header.overheadBytes();
		bytes.put(tag, (totals.isConstant() ? "Info" : "Xing").getBytes(StandardCharsets.US_ASCII));
		bytes.putInt(tag + FLAGS_OFFSET, ALL_FLAGS);
		bytes.putInt(tag + FRAMES_OFFSET, (int) this.frames);
		bytes.putInt(tag + BYTES_OFFSET, (int) this.bytes);
		bytes.put(tag + TABLE_OFFSET, totals.seekPoints().table(this.bytes));
		bytes.putInt(tag + QUALITY_OFFSET, quality);
		if (this.delayAndPadding != null) {
			putExtension(bytes, tag, totals, this.delayAndPadding);
		}
		return bytes.array();
	}

	private void putExtension(ByteBuffer bytes, int tag, FrameTotals totals, DelayAndPadding known) {
		bytes.put(tag + ENCODER_OFFSET, ENCODER.getBytes(StandardCharsets.US_ASCII));
		bytes.put(tag + METHOD_OFFSET, (byte) (totals.isConstant() ? CONSTANT : VARIABLE));
		bytes.put(tag + BITRATE_OFFSET, (byte) Math.min(255, totals.minBitrate() / 1000));
		bytes.put(tag + DELAY_OFFSET, (byte) (known.delay() >>> 4));
		bytes.putShort(tag + DELAY_OFFSET + 1, (short) (known.delay() << 12 | known.padding()));
		bytes.put(tag + MODE_OFFSET, mode(totals.first()));
		bytes.putInt(tag + MUSIC_LENGTH_OFFSET, (int) this.bytes);
		bytes.putShort(tag + MUSIC_CRC_OFFSET, (short) totals.crc());
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

}
