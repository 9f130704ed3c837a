package io.soundlift.converter.mpeg;

import java.util.Optional;

/**
 * The four bytes that begin a frame of MPEG-1, MPEG-2 or MPEG-2.5 layer III (ISO/IEC
 * 11172-3, 2.4.1.3, and 13818-3, 2.4.2.3; MPEG-2.5 is Fraunhofer's extension to lower
 * sample rates).
 *
 * @param bits the header, most significant bit first
 */
public record FrameHeader(int bits) {

	/** Length of a header in bytes. */
	public static final int BYTES = 4;

	private static final int[] MPEG1_KILOBITS = { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 };

	private static final int[] MPEG2_KILOBITS = { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 };

	private static final int[] MPEG1_RATES = { 44_100, 48_000, 32_000 };

	private static final int MPEG1 = 3;

	private static final int MPEG2 = 2;

	private static final int RESERVED_VERSION = 1;

	private static final int LAYER_III = 1;

	private static final int MONO = 3;

	private static final int BITRATE_MASK = 0xf000;

	private static final int PADDING_MASK = 0x200;

	private static final int UNPROTECTED_MASK = 0x10000;

	/** Mode extension, copyright and so on, which differ from frame to frame. */
	private static final int MODE_EXTENSION_MASK = 0x30;

	/** ffmpeg's {@code MP3_MASK}. */
	private static final int NEIGHBOUR_MASK = 0xfffe0ccf;

	/**
	 * Reads a header.
	 * @param bits four bytes, most significant bit first
	 * @return the header; empty if it is not one of layer III, or is of the free format,
	 * whose length it does not state
	 */
	public static Optional<FrameHeader> of(int bits) {
		boolean synchronised = (bits >>> 21) == 0x7ff;
		FrameHeader header = new FrameHeader(bits);
		boolean valid = synchronised && header.version() != RESERVED_VERSION && ((bits >>> 17) & 3) == LAYER_III
				&& header.bitrateIndex() > 0 && header.bitrateIndex() < MPEG1_KILOBITS.length
				&& ((bits >>> 10) & 3) < MPEG1_RATES.length;
		return valid ? Optional.of(header) : Optional.empty();
	}

	private int version() {
		return (this.bits >>> 19) & 3;
	}

	private int bitrateIndex() {
		return (this.bits >>> 12) & 0xf;
	}

	/**
	 * Returns the bit rate.
	 * @return bits per second
	 */
	public int bitrate() {
		return kilobits()[bitrateIndex()] * 1000;
	}

	private int[] kilobits() {
		return (version() == MPEG1) ? MPEG1_KILOBITS : MPEG2_KILOBITS;
	}

	/**
	 * Returns the sample rate.
	 * @return samples per second and channel
	 */
	public int sampleRate() {
		int rate = MPEG1_RATES[(this.bits >>> 10) & 3];
		return switch (version()) {
			case MPEG1 -> rate;
			case MPEG2 -> rate / 2;
			default -> rate / 4;
		};
	}

	/**
	 * Returns how many samples a frame holds.
	 * @return samples per channel, 1152 or 576
	 */
	public int samples() {
		return (version() == MPEG1) ? 1152 : 576;
	}

	/**
	 * Returns the number of channels.
	 * @return 1 or 2
	 */
	public int channels() {
		return (mode() == MONO) ? 1 : 2;
	}

	/**
	 * Returns the channel mode.
	 * @return 0 for stereo, 1 for joint stereo, 2 for two channels, 3 for one
	 */
	int mode() {
		return (this.bits >>> 6) & 3;
	}

	/**
	 * Returns the length of the whole frame.
	 * @return bytes, with the header
	 */
	public int frameBytes() {
		int padding = ((this.bits & PADDING_MASK) != 0) ? 1 : 0;
		return samples() / 8 * bitrate() / sampleRate() + padding;
	}

	/**
	 * Returns the number of bytes that precede the audio in a frame: header, checksum and
	 * side information.
	 * @return bytes
	 */
	int overheadBytes() {
		boolean mono = channels() == 1;
		int sideInformation = (version() == MPEG1) ? (mono ? 17 : 32) : (mono ? 9 : 17);
		int checksum = isProtected() ? 2 : 0;
		return BYTES + checksum + sideInformation;
	}

	/**
	 * Returns whether a checksum follows the header.
	 * @return whether the frame is protected
	 */
	boolean isProtected() {
		return (this.bits & UNPROTECTED_MASK) == 0;
	}

	/**
	 * Returns whether a frame with another header can follow in the same file.
	 * @param other the other header
	 * @return whether version, sample rate and number of channels are equal
	 */
	public boolean isCompatibleWith(FrameHeader other) {
		return version() == other.version() && sampleRate() == other.sampleRate() && channels() == other.channels();
	}

	/**
	 * Returns whether decoders that search for the first frame of a file accept two
	 * frames as neighbours.
	 * @param next header of the second frame
	 * @return whether everything except bit rate, padding, checksum and mode extension is
	 * equal
	 */
	public boolean isFollowedAtBeginBy(FrameHeader next) {
		return (this.bits & NEIGHBOUR_MASK) == (next.bits & NEIGHBOUR_MASK);
	}

	/**
	 * Creates the header of a frame of the same kind that has enough space: with the same
	 * bit rate if that suffices, else with the lowest that does.
	 * @param bytes space needed after header and side information
	 * @return the header of a frame without checksum and padding
	 * @throws IllegalArgumentException if no frame has that much space
	 */
	FrameHeader withRoomFor(int bytes) {
		int plain = (this.bits & ~(PADDING_MASK | MODE_EXTENSION_MASK)) | UNPROTECTED_MASK;
		if (new FrameHeader(plain).hasRoomFor(bytes)) {
			return new FrameHeader(plain);
		}
		for (int index = 1; index < MPEG1_KILOBITS.length; index++) {
			FrameHeader candidate = new FrameHeader((plain & ~BITRATE_MASK) | (index << 12));
			if (candidate.hasRoomFor(bytes)) {
				return candidate;
			}
		}
		throw new IllegalArgumentException("No frame has room for " + bytes + " bytes");
	}

	private boolean hasRoomFor(int bytes) {
		return frameBytes() >= overheadBytes() + bytes;
	}

}
