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
 * @param mode the mode
 * @param track the chosen audio track, counted from 0 among the audio tracks
 * @param language its language as three letters of ISO 639-2/T; {@code null} if it states
 * none
 * @param filterChain ffmpeg filters for the samples of the part, in their order
 * @param sampleRate samples per second of the MP3, a rate of layer III
 * @param channels channels of the MP3, 1 or 2
 * @param encoding bit rate or quality; not used if the audio is copied
 * @param tags its tags
 * @param trim which part of the audio it has
 * @param expectedLength its expected length; {@code null} if not known
 * @param expectedBytes its expected size; {@code null} if not known
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
	 * Returns the processing of the samples in the syntax of ffmpeg filters.
	 * @return the cut, if there is one, and the filters in their order
	 */
	public List<String> steps() {
		return Stream.concat(this.trim.filter(this.sampleRate).stream(), this.filterChain.stream()).toList();
	}

}
