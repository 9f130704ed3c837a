package io.soundlift.journey.conversion;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Picture of an MP3.
 *
 * @param source source of the picture
 * @param at time of the frame in the video; {@code null} unless it is a frame
 */
public record Cover(Source source, @Nullable Duration at) {

	/** The picture that is attached to the video, if there is one. */
	public static final Cover AUTO = new Cover(Source.AUTO, null);

	/** The picture that is attached to the video; required. */
	public static final Cover ATTACHED = new Cover(Source.ATTACHED, null);

	/** No picture. */
	public static final Cover NONE = new Cover(Source.NONE, null);

	/**
	 * A picture.
	 * @throws IllegalArgumentException if a frame has no time, or another source has one
	 */
	public Cover {
		if ((source == Source.FRAME) != (at != null) || (at != null && at.isNegative())) {
			throw new IllegalArgumentException("A frame, and nothing else, has a time: " + source + ", " + at);
		}
	}

	/**
	 * A frame of the video.
	 * @param at its time
	 * @return the cover
	 */
	public static Cover frame(Duration at) {
		return new Cover(Source.FRAME, at);
	}

	/**
	 * Where a cover comes from.
	 */
	public enum Source {

		/** The attached picture of the video, if there is one. */
		AUTO,

		/** The attached picture of the video; required. */
		ATTACHED,

		/** A frame of the video. */
		FRAME,

		/** Nowhere. */
		NONE

	}

}
