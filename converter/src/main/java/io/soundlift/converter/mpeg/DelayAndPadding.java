package io.soundlift.converter.mpeg;

/**
 * Encoder delay and padding: samples that encoding has added to the audio at both ends,
 * which players skip.
 *
 * @param delay samples per channel at the beginning, without the decoder's own delay
 * @param padding samples per channel at the end, with the decoder's own delay
 */
public record DelayAndPadding(int delay, int padding) {

	/** Samples by which LAME delays the audio, whatever the sample rate. */
	public static final int LAME_DELAY = 576;

	/** Samples by which each decoder of layer III delays the audio. */
	private static final int DECODER_DELAY = 529;

	/** Largest number that fits into the tag. */
	private static final int MAX = 0xfff;

	/**
	 * Delay and padding.
	 * @throws IllegalArgumentException if one is not within 0 to 4095
	 */
	public DelayAndPadding {
		if (delay < 0 || delay > MAX || padding < 0 || padding > MAX) {
			throw new IllegalArgumentException(
					"The tag has no room for a delay of " + delay + " and padding of " + padding + " samples");
		}
	}

	/**
	 * Returns the length of the audio without delay and padding.
	 * @param encoded samples per channel in all frames
	 * @return samples per channel
	 */
	public long audioOf(long encoded) {
		return Math.max(0, encoded - this.delay - DECODER_DELAY - Math.max(0, this.padding - DECODER_DELAY));
	}

	/**
	 * Returns the delay and padding of audio of which some frames are missing at the end,
	 * and with them some or all of the padding.
	 * @param missing samples per channel in the missing frames
	 * @return the delay and padding that are left
	 */
	DelayAndPadding withoutEnd(long missing) {
		return new DelayAndPadding(this.delay, (int) Math.max(0, this.padding - missing));
	}

	/**
	 * Returns the delay and padding of the output of LAME.
	 * @param encoded samples per channel in all frames
	 * @param audio samples per channel that it was given
	 * @return delay and padding
	 */
	public static DelayAndPadding ofLame(long encoded, long audio) {
		return new DelayAndPadding(LAME_DELAY, Math.toIntExact(encoded - audio - LAME_DELAY));
	}

}
