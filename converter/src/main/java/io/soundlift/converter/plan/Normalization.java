package io.soundlift.converter.plan;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Filters that bring audio to the target loudness: a constant gain, or, where its peaks
 * would get too high, ffmpeg's filter {@code loudnorm} after that gain. Since the gain
 * comes first, the filter never gets a loudness value outside its range.
 *
 * @param gain gain in dB
 * @param encoderLoss by how much the encoder makes the audio quieter, in dB
 * @param correction additional loudness of audio shaped by {@code loudnorm}, on top of
 * the filter's own result, in LU; {@code null} if the audio isn't shaped
 */
record Normalization(double gain, double encoderLoss, @Nullable Double correction) {

	/** The widest loudness range that every version of ffmpeg accepts, in LU. */
	private static final double RANGE = 20;

	/**
	 * Level relative to the target below which audio does not count (EBU R 128, relative
	 * gate).
	 */
	private static final double RELATIVE_GATE = -10;

	/** The maximum correction that every version of ffmpeg accepts, in LU. */
	private static final double MAX_CORRECTION = 99;

	/**
	 * Factors by which LAME scales samples at constant bit rates (presets.c of LAME
	 * 3.100).
	 */
	private static final NavigableMap<Integer, Double> LAME_SCALES = new TreeMap<>(
			Map.of(0, 0.95, 192_000, 0.97, 224_000, 0.98, 256_000, 1.0));

	/**
	 * Creates the normalization of audio.
	 * @param loudness its loudness
	 * @param encoding encoding of the MP3
	 */
	static Normalization of(Loudness loudness, Mp3Encoding encoding) {
		double scale = (encoding instanceof Mp3Encoding.ConstantBitrate constant)
				? LAME_SCALES.floorEntry(constant.bitrate()).getValue() : 1;
		return new Normalization(loudness.gain(), -20 * Math.log10(scale), loudness.hasRoom() ? null : 0.0);
	}

	/**
	 * Returns a normalization that compensates for the error of this one.
	 * @param result loudness that this one has resulted in
	 * @return the corrected normalization
	 */
	Normalization corrected(Loudness result) {
		double correction = ((this.correction != null) ? this.correction : 0) + result.gain();
		return new Normalization(this.gain, this.encoderLoss,
				Math.min(Math.max(correction, -MAX_CORRECTION), MAX_CORRECTION));
	}

	/**
	 * Whether the audio is changed by more than a gain, so that its loudness has to be
	 * measured again.
	 * @return whether its peaks are shaped
	 */
	boolean shapes() {
		return this.correction != null;
	}

	/**
	 * Returns the filters that bring the audio to the target before it is encoded.
	 * @return ffmpeg's filters in their order
	 */
	List<String> filtersWithoutEncoder() {
		return (this.correction != null) ? List.of(volume(this.gain), shaping(this.correction))
				: List.of(volume(this.gain));
	}

	/**
	 * Returns the filters that bring the audio to the target once it is encoded.
	 * @return ffmpeg's filters in their order
	 */
	List<String> filters() {
		return (this.correction != null)
				? List.of(volume(this.gain), shaping(this.correction), volume(this.encoderLoss))
				: List.of(volume(this.gain + this.encoderLoss));
	}

	private static String shaping(double correction) {
		return String.format(Locale.ROOT,
				"loudnorm=I=%.1f:TP=%.1f:LRA=%.1f:measured_thresh=%.1f:offset=%.2f:linear=false", Loudness.TARGET,
				Loudness.MAX_TRUE_PEAK, RANGE, Loudness.TARGET + RELATIVE_GATE, correction);
	}

	private static String volume(double gain) {
		return String.format(Locale.ROOT, "volume=%.2fdB", gain);
	}

}
