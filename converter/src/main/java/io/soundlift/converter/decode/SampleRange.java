package io.soundlift.converter.decode;

/**
 * A range of the samples of audio, counted per channel from its first one.
 *
 * @param first the first sample, 0 or more
 * @param end the sample after the last one, {@link #NO_END} for the end of the audio
 */
public record SampleRange(long first, long end) {

	/** An end that no audio reaches. */
	public static final long NO_END = Long.MAX_VALUE;

	/** All samples. */
	public static final SampleRange ALL = new SampleRange(0, NO_END);

	/**
	 * Returns a range with the same begin that is not longer than allowed.
	 * @param samples the greatest length, 0 or more
	 * @return the range
	 */
	public SampleRange atMost(long samples) {
		return (length() > samples) ? new SampleRange(this.first, this.first + samples) : this;
	}

	/**
	 * Returns the length of the range in audio that never ends.
	 * @return samples, 0 or more
	 */
	long length() {
		return Math.max(0, this.end - this.first);
	}

}
