package io.soundlift.journey.conversion;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Plan of a conversion, made after the analysis of the video.
 *
 * @param mode how the MP3 is made from the audio
 * @param track number of the audio track, from 1 on
 * @param language its language as three letters of ISO 639-2/T; {@code null} if it states
 * none
 * @param filters filters of the audio in ffmpeg's syntax, in order; empty for none
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
	 * How the MP3 is made from the audio.
	 */
	public enum Mode {

		/** Its frames are already MP3 and are copied. */
		COPY,

		/** It is encoded by one encoder. */
		WHOLE,

		/** It is split into chunks, which are encoded in parallel. */
		CHUNKED

	}

}
