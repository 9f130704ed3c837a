package io.soundlift.converter.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an MP3 says about itself.
 *
 * @param texts values by the id of their ID3v2.3 text frame, such as {@code TIT2}
 * @param comment a remark, {@code null} for none
 * @param cover the picture in front, {@code null} for none
 * @param chapters the chapters in their order; empty for none
 */
public record Mp3Tags(Map<String, String> texts, @Nullable String comment, @Nullable Cover cover,
		List<Chapter> chapters) {

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

	/**
	 * A chapter.
	 *
	 * @param start its begin, counted from the begin of the MP3
	 * @param end its end
	 * @param title its title; empty for none
	 */
	public record Chapter(Duration start, Duration end, String title) {
	}

}
