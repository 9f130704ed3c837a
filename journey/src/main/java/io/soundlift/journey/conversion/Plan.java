package io.soundlift.journey.conversion;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a conversion is carried out, as it was decided once the video was looked into.
 *
 * @param mode how the audio gets into the MP3
 * @param track number of the audio track, from 1 on
 * @param language its language as three letters of ISO 639-2/T; {@code null} if it states
 * none
 * @param filters what is done to the audio, in this order, as filters of ffmpeg are
 * written; empty if nothing
 * @param sampleRate samples per second of the MP3
 * @param channels number of channels of the MP3
 * @param bitrate constant bit rate in bit/s; {@code null} with a quality, and for a copy
 * @param quality quality of a variable bit rate; {@code null} with a bit rate, and for a
 * copy
 * @param expectedMillis length of the MP3 in milliseconds; {@code null} if the video does
 * not state one
 * @param expectedBytes size of the MP3 in bytes, an estimate with a variable bit rate;
 * {@code null} if the video does not state its length
 */
public record Plan(Mode mode, int track, @Nullable String language, List<String> filters, int sampleRate, int channels,
		@Nullable Integer bitrate, @Nullable Integer quality, @Nullable Long expectedMillis,
		@Nullable Long expectedBytes) {

	/**
	 * How the audio gets into the MP3.
	 */
	public enum Mode {

		/** Its frames are MP3 already and are copied. */
		COPY,

		/** It is encoded by one encoder. */
		WHOLE,

		/** It is cut, and its parts are encoded at the same time. */
		CHUNKED

	}

}
