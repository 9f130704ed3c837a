package io.soundlift.converter.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.soundlift.converter.ffmpeg.ProbedVideo;
import org.jspecify.annotations.Nullable;

/**
 * Tags of an MP3.
 *
 * @param texts values by the id of their ID3v2.3 text frame, such as {@code TIT2}
 * @param comment the comment, {@code null} for none
 * @param cover the front cover, {@code null} for none
 * @param chapters the chapters in their order, counted from the beginning of the MP3,
 * with sanitized titles; empty for none
 */
public record Mp3Tags(Map<String, String> texts, @Nullable String comment, @Nullable Cover cover,
		List<ProbedVideo.Chapter> chapters) {

	/**
	 * No tags.
	 */
	public static final Mp3Tags NONE = new Mp3Tags(Map.of(), null, null, List.of());

	/**
	 * A picture.
	 *
	 * @param file a file in the session's folder
	 * @param mediaType its media type, {@code image/jpeg} or {@code image/png}
	 */
	public record Cover(Path file, String mediaType) {
	}

}
