package io.soundlift.journey.conversion;

import java.util.Locale;

/**
 * Tag of an MP3, with its maximum length.
 */
public enum Tag {

	/** Title. */
	TITLE("title", "title", 200),

	/** Performer. */
	ARTIST("artist", "artist", 200),

	/** Album or series. */
	ALBUM("album", "album", 200),

	/** Artist of the whole album. */
	ALBUM_ARTIST("albumArtist", "album_artist", 200),

	/** Author of the music. */
	COMPOSER("composer", "composer", 200),

	/** Genre. */
	GENRE("genre", "genre", 100),

	/** Year, or a whole date if the video has one. */
	YEAR("year", "date", 30),

	/** Number in the album, such as {@code 3} or {@code 3/12}. */
	TRACK_NUMBER("trackNumber", "track", 10),

	/** Comment. */
	COMMENT("comment", "comment", 500),

	/** Owner of the copyright. */
	COPYRIGHT("copyright", "copyright", 200);

	private final String option;

	private final String key;

	private final int maxCodePoints;

	Tag(String option, String key, int maxCodePoints) {
		this.option = option;
		this.key = key;
		this.maxCodePoints = maxCodePoints;
	}

	/**
	 * Name of the option that sets it.
	 * @return the name
	 */
	public String option() {
		return this.option;
	}

	/**
	 * Returns the name of the tag in a help text.
	 * @return the name, such as "Album artist"
	 */
	public String title() {
		return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	/**
	 * Name of the tag in ffmpeg.
	 * @return the name, in lower case
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Greatest length.
	 * @return the number of code points
	 */
	public int maxCodePoints() {
		return this.maxCodePoints;
	}

}
