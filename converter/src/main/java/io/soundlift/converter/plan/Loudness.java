package io.soundlift.converter.plan;

import java.util.Locale;

/**
 * Loudness of a sound as EBU R 128 measures it, and how it is brought to the target.
 *
 * @param integrated integrated loudness in LUFS
 * @param truePeak highest true peak in dBTP
 * @param range loudness range in LU
 * @param threshold threshold of the gate in LUFS
 * @param offset what ffmpeg's own adjustment would miss the target by, in LU
 */
record Loudness(double integrated, double truePeak, double range, double threshold, double offset) {

	/** The target of EBU R 128, in LUFS. */
	static final double TARGET = -23;

	/** The highest peak that EBU R 128 allows, in dBTP. */
	static final double MAX_TRUE_PEAK = -1;

	/** The widest range that every version of ffmpeg takes, in LU. */
	private static final double MAX_RANGE = 20;

	/** With a range of 0 ffmpeg would take it for not measured. */
	private static final double MIN_RANGE = 0.1;

	/** Below that is silence (ITU-R BS.1770, absolute gate). */
	private static final double SILENCE = -70;

	/**
	 * Returns the filter that measures.
	 * @return ffmpeg's filter, which prints what it has found
	 */
	static String measuringFilter() {
		return target() + ":print_format=json";
	}

	/**
	 * Tells whether there is anything that could be made louder.
	 * @return whether it is not silence
	 */
	boolean isAudible() {
		return this.integrated > SILENCE;
	}

	/**
	 * Returns the filter that brings the sound to the target: the same gain for all of
	 * it, unless its peaks would get too high.
	 * @return ffmpeg's filter
	 */
	String filter() {
		return String.format(Locale.ROOT,
				"%s:measured_I=%.2f:measured_TP=%.2f:measured_LRA=%.2f:measured_thresh=%.2f:offset=%.2f:linear=true",
				target(), this.integrated, this.truePeak, Math.min(Math.max(this.range, MIN_RANGE), MAX_RANGE),
				Math.max(this.threshold, -99), this.offset);
	}

	private static String target() {
		return String.format(Locale.ROOT, "loudnorm=I=%.1f:TP=%.1f:LRA=%.1f", TARGET, MAX_TRUE_PEAK, MAX_RANGE);
	}

}
