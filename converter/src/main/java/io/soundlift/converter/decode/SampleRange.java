package io.soundlift.converter.decode;

/**
 * Range of audio samples, counted per channel from the first sample of the audio.
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
	 * Returns this range limited to a maximum length.
	 * @param samples the maximum length, 0 or more
	 * @return the range
	 */
	public SampleRange atMost(long samples) {
		return (length() > samples) ? new SampleRange(this.first, this.first + samples) : this;
	}

	/**
	 * Returns the length of the range in unbounded audio.
	 * @return samples, 0 or more
	 */
	long length() {
		return Math.max(0, this.end - this.first);
	}

}
