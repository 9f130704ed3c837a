package io.soundlift.converter.ffmpeg;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An audio track of a video.
 *
 * @param codec ffmpeg's name for its codec, such as {@code aac}; {@code none} for one
 * that it doesn't know
 * @param sampleRate samples per second, 0 if not known
 * @param channels number of channels, 0 if not known
 * @param language three letters of ISO 639-2/T; {@code null} if it states none
 * @param preferred whether the video marks it as the default track
 * @param tags its tags, by lower-case keys; not sanitized
 * @param obstacle what keeps ffmpeg from decoding it; {@code null} if nothing is known to
 */
public record AudioTrack(String codec, int sampleRate, int channels, @Nullable String language, boolean preferred,
		Map<String, String> tags, @Nullable Obstacle obstacle) {

	AudioTrack with(@Nullable Obstacle found) {
		return new AudioTrack(this.codec, this.sampleRate, this.channels, this.language, this.preferred, this.tags,
				found);
	}

}
