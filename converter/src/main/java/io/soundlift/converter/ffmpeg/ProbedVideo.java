package io.soundlift.converter.ffmpeg;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import ws.schild.jave.info.MultimediaInfo;

/**
 * What is known of a video before its sound is decoded.
 *
 * @param info what JAVE2 has found
 * @param declaredLength the length that the file says it has, {@code null} if it doesn't
 */
public record ProbedVideo(MultimediaInfo info, @Nullable Duration declaredLength) {

	/**
	 * Returns the name of the container's format.
	 * @return the first name that ffmpeg has for it, such as {@code matroska}
	 */
	public String format() {
		return this.info.getFormat();
	}

}
