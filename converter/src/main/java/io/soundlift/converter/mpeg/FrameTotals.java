package io.soundlift.converter.mpeg;

import org.jspecify.annotations.Nullable;

/**
 * Properties of a sequence of frames that the Info tag before them states, in constant
 * memory.
 */
final class FrameTotals {

	private final SeekPoints seekPoints = new SeekPoints();

	private final Crc16 crc = new Crc16();

	private @Nullable FrameHeader first;

	private int infoBytes;

	private long frames;

	private long musicBytes;

	private int minBitrate = Integer.MAX_VALUE;

	private int maxBitrate;

	/**
	 * Adds a frame.
	 */
	void add(Mp3Frame frame) {
		if (this.first == null) {
			this.first = frame.header();
			this.infoBytes = InfoTag.frameFor(frame.header()).frameBytes();
		}
		this.seekPoints.add(this.infoBytes + this.musicBytes);
		this.crc.update(frame.bytes(), frame.bytes().length);
		this.frames++;
		this.musicBytes += frame.bytes().length;
		this.minBitrate = Math.min(this.minBitrate, frame.header().bitrate());
		this.maxBitrate = Math.max(this.maxBitrate, frame.header().bitrate());
	}

	/**
	 * Returns the header of the first frame.
	 * @throws IllegalStateException if there is none
	 */
	FrameHeader first() {
		if (this.first == null) {
			throw new IllegalStateException("There is no frame");
		}
		return this.first;
	}

	/**
	 * Returns the length of the frame with the Info tag; 0 if there are no frames.
	 */
	int infoBytes() {
		return this.infoBytes;
	}

	/**
	 * Returns the number of frames, without the one with the Info tag.
	 */
	long frames() {
		return this.frames;
	}

	/**
	 * Returns the number of samples per channel.
	 */
	long samples() {
		return (this.first != null) ? this.frames * this.first.samples() : 0;
	}

	/**
	 * Returns the length of all frames in bytes.
	 */
	long musicBytes() {
		return this.musicBytes;
	}

	/**
	 * Returns a checksum of all frames.
	 */
	int crc() {
		return this.crc.value();
	}

	/**
	 * Returns where the frames begin, counted from the beginning of the tag's frame.
	 */
	SeekPoints seekPoints() {
		return this.seekPoints;
	}

	/**
	 * Returns the minimum bit rate of a frame in bits per second.
	 */
	int minBitrate() {
		return this.minBitrate;
	}

	/**
	 * Returns whether all frames have one bit rate.
	 */
	boolean isConstant() {
		return this.minBitrate == this.maxBitrate;
	}

}
