package io.soundlift.converter.plan;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a video becomes an MP3.
 *
 * @param mode the way
 * @param track the chosen sound track, counted from 0 among the sound tracks
 * @param language its language as three letters of ISO 639-2/T; {@code null} if it states
 * none
 * @param inputArguments what ffmpeg is told before the input, such as a place to seek to
 * @param filterChain ffmpeg's filters between the decoder and the encoder in their order,
 * without the change to the sample rate and channels
 * @param sampleRate samples per second of the MP3, one that layer III knows
 * @param channels channels of the MP3, 1 or 2
 * @param encoding how many bits it spends; not used if the sound is copied
 * @param tags what it says about itself
 * @param trim which part of the sound it has
 * @param expectedLength its length as far as one can tell, {@code null} if one can't
 * @param expectedBytes its size as far as one can tell, {@code null} if one can't
 */
public record ConversionPlan(Mode mode, int track, @Nullable String language, List<String> inputArguments,
		List<String> filterChain, int sampleRate, int channels, Mp3Encoding encoding, Mp3Tags tags, Trim trim,
		@Nullable Duration expectedLength, @Nullable Long expectedBytes) {

	/**
	 * Returns the filters as ffmpeg's option {@code -af} has them.
	 * @return the filters, separated by commas; empty for none
	 */
	public String filters() {
		return String.join(",", this.filterChain);
	}

	/**
	 * The ways to an MP3.
	 */
	public enum Mode {

		/** The sound is an MP3 already, and its frames are copied. */
		COPY,

		/** One encoder does everything. */
		WHOLE,

		/** Several encoders work on parts at a time; the result is the same. */
		CHUNKED

	}

}
