package io.soundlift.converter.plan;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.journey.conversion.Plan;
import org.jspecify.annotations.Nullable;

/**
 * How a video becomes an MP3.
 *
 * @param mode the way
 * @param track the chosen audio track, counted from 0 among the audio tracks
 * @param language its language as three letters of ISO 639-2/T; {@code null} if it states
 * none
 * @param filterChain ffmpeg's filters on the samples of the part, in their order
 * @param sampleRate samples per second of the MP3, one that layer III knows
 * @param channels channels of the MP3, 1 or 2
 * @param encoding how many bits it spends; not used if the audio is copied
 * @param tags what it says about itself
 * @param trim which part of the audio it has
 * @param expectedLength its length as far as one can tell, {@code null} if one can't
 * @param expectedBytes its size as far as one can tell, {@code null} if one can't
 */
public record ConversionPlan(Plan.Mode mode, int track, @Nullable String language, List<String> filterChain,
		int sampleRate, int channels, Mp3Encoding encoding, Mp3Tags tags, Trim trim, @Nullable Duration expectedLength,
		@Nullable Long expectedBytes) {

	/**
	 * Returns the format of the samples that are encoded.
	 * @return the format
	 */
	public AudioFormat format() {
		return new AudioFormat(this.sampleRate, this.channels);
	}

	/**
	 * Returns what is done to the samples, as filters of ffmpeg are written.
	 * @return the cut, if there is one, and the filters in their order
	 */
	public List<String> steps() {
		return Stream.concat(this.trim.filter(this.sampleRate).stream(), this.filterChain.stream()).toList();
	}

}
