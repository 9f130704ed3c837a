package io.soundlift.converter.plan;

/**
 * Loudness of audio as EBU R 128 measures it.
 *
 * @param integrated integrated loudness in LUFS
 * @param truePeak highest true peak in dBTP
 */
record Loudness(double integrated, double truePeak) {

	/** The target of EBU R 128, in LUFS. */
	static final double TARGET = -23;

	/** The highest peak that EBU R 128 allows, in dBTP. */
	static final double MAX_TRUE_PEAK = -1;

	/**
	 * Filter of ffmpeg that measures the loudness. The measurement of {@code loudnorm} is
	 * not used: it is off by up to two LU where quiet and loud parts alternate, and five
	 * times slower.
	 */
	static final String METER = "ebur128=peak=true:framelog=verbose";

	/** Level below which audio is silence (ITU-R BS.1770, absolute gate). */
	private static final double SILENCE = -70;

	/** Level from which the meter can't measure, in LUFS. */
	private static final double OVERLOAD = 9.9;

	/**
	 * Whether the audio is above the silence level.
	 * @return whether it is not silence
	 */
	boolean isAudible() {
		return this.integrated > SILENCE;
	}

	/**
	 * Whether the audio is too loud for the meter, as floating-point samples can be.
	 * @return whether the true loudness may be higher
	 */
	boolean isOverloaded() {
		return this.integrated >= OVERLOAD;
	}

	/**
	 * Returns the gain that brings the audio to the target.
	 * @return gain in dB
	 */
	double gain() {
		return TARGET - this.integrated;
	}

	/**
	 * Whether the peaks leave enough headroom for that gain.
	 * @return whether no peak exceeds the maximum
	 */
	boolean hasRoom() {
		return this.truePeak + gain() <= MAX_TRUE_PEAK;
	}

}
