package io.soundlift.converter.ffmpeg;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.soundlift.converter.container.DeclaredLength;

/**
 * Result of probing a video that can be converted.
 *
 * @param format the first name that ffmpeg has for the container, such as
 * {@code matroska}
 * @param declaredLength length that the container states
 * @param tracks its audio tracks in their order, at least one
 * @param pictures attached pictures, by ffmpeg's stream indexes
 * @param alone whether there is one audio track and nothing else but attached pictures,
 * so that the audio can't begin late
 * @param tags its tags, by lower-case keys; not sanitized
 * @param chapters its chapters in their order, with titles that are not sanitized
 */
public record ProbedVideo(String format, DeclaredLength declaredLength, List<AudioTrack> tracks, List<Integer> pictures,
		boolean alone, Map<String, String> tags, List<Chapter> chapters) {

	/**
	 * A named part of a video or of an MP3.
	 *
	 * @param start its beginning
	 * @param end its end
	 * @param title its title; empty for none
	 */
	public record Chapter(Duration start, Duration end, String title) {
	}

}
